import type { LinkProps } from '@tanstack/react-router';
import type { Notification } from '../api/generated/types.gen.ts';
import type { Role } from '../lib/me.ts';

/** Security notices: what to do about them stands with the account. */
const ABOUT_ACCOUNT = new Set(['new_device', 'password_changed', 'session_replayed', 'calendar_feed']);

/** The page that a notification is about; undefined where there is none for this role. */
export function placeOf({ target, verb }: Notification, role: Role): LinkProps | undefined {
  if (ABOUT_ACCOUNT.has(verb)) return { to: '/account' };
  if (target?.type === 'appointment') return { to: '/visits/$visitId', params: { visitId: target.id } };
  if (role !== 'PATIENT') return undefined;
  if (target?.type === 'medical_record') return { to: '/records/$recordId', params: { recordId: target.id } };
  return target?.type === 'emergency_access' ? { to: '/records' } : undefined;
}
