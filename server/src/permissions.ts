import type { Role } from './platform/actor.ts';

/**
 * Who may use which function: the first half of every access rule. The second half, which rows, is the module's
 * policy predicate. docs/permissions.md is generated from this table and the routes.
 */
export const permissions = {
  'account:use': ['ADMIN', 'DOCTOR', 'PATIENT'],

  'patients:list': ['ADMIN', 'DOCTOR'],
  'patients:register': ['ADMIN', 'DOCTOR'],
  'patients:export': ['ADMIN'],
  'patients:own-profile': ['PATIENT'],
  'patients:read': ['ADMIN', 'DOCTOR', 'PATIENT'],
  'patients:update': ['ADMIN', 'PATIENT'],
  'patients:activation': ['ADMIN'],
  'patients:erase': ['ADMIN'],
  'patients:import': ['ADMIN'],
  'patients:bulk': ['ADMIN'],

  'doctors:read': ['ADMIN', 'DOCTOR', 'PATIENT'],
  'doctors:export': ['ADMIN'],
  'doctors:register': ['ADMIN'],
  'doctors:update': ['ADMIN', 'DOCTOR'],
  'doctors:activation': ['ADMIN'],
  'specializations:manage': ['ADMIN'],
  'schedules:manage': ['ADMIN', 'DOCTOR'],

  'appointments:use': ['ADMIN', 'DOCTOR', 'PATIENT'],
  'appointments:check-in': ['ADMIN', 'DOCTOR'],
  'appointments:board': ['ADMIN'],
  'appointments:export': ['ADMIN', 'DOCTOR'],
  'appointments:bulk': ['ADMIN'],

  'calendar-feed:use': ['DOCTOR', 'PATIENT'],

  'records:read': ['ADMIN', 'DOCTOR', 'PATIENT'],
  'records:write': ['ADMIN', 'DOCTOR'],
  'records:restore': ['ADMIN'],
  'records:emergency': ['ADMIN', 'DOCTOR'],

  'notifications:use': ['ADMIN', 'DOCTOR', 'PATIENT'],

  'reports:read': ['ADMIN'],

  'admin:settings': ['ADMIN'],
  'admin:users': ['ADMIN'],
  'admin:operations': ['ADMIN'],
  'admin:audit': ['ADMIN'],
  'admin:export': ['ADMIN'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

/** Whether the role has the function. A permission that is not in the table is nobody's. */
export function roleMay(role: Role, permission: Permission): boolean {
  const roles: readonly Role[] | undefined = permissions[permission];
  return roles?.includes(role) ?? false;
}
