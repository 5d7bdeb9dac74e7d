import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import type { AuditEvent } from '../../api/generated/types.gen.ts';
import { ROLE_WORDS } from '../../app/user-menu.tsx';
import { DoctorLink, PatientLink, UserLink } from '../../ui/person-link.tsx';
import { ACTION_WORDS } from './audit-words.ts';
import classes from './audit.module.css';

/** What was done; an action that has no words yet says its code. */
export function ActionWord({ action }: { action: string }) {
  const { i18n } = useLingui();
  const words = ACTION_WORDS[action];
  return words ? i18n._(words) : action;
}

/** How it ended, where that was not well. */
export function Outcome({ of }: { of: string }) {
  if (of === 'success') return null;
  return (
    <span className={classes.outcome}>{of === 'denied' ? <Trans>Denied</Trans> : <Trans>Failed</Trans>}</span>
  );
}

/** Who did it, and as what. */
export function Actor({ of: { actor_name, actor_role, actor_user_id } }: { of: AuditEvent }) {
  const { i18n } = useLingui();
  const role = Object.entries(ROLE_WORDS).find(([known]) => known === actor_role)?.[1];
  if (actor_name === null)
    return actor_role === 'SYSTEM' ? <Trans>Etiba itself</Trans> : <Trans>Not signed in</Trans>;
  return (
    <div>
      {actor_user_id === null ? actor_name : <UserLink id={actor_user_id}>{actor_name}</UserLink>}
      {role && <div className={classes.role}>{i18n._(role)}</div>}
    </div>
  );
}

/** Whom it was about; the name leads to them. */
export function AuditPatient({ of: { patient_id, patient_name } }: { of: AuditEvent }) {
  if (patient_id === null || patient_name === null) return patient_name;
  return <PatientLink patient={{ id: patient_id, full_name: patient_name }} />;
}

/** The person whom it was done to, where it was one. */
export function AuditObject({ of: { object_type, object_id, object_name } }: { of: AuditEvent }) {
  if (object_id === null || object_name === null) return object_name;
  const named = { id: object_id, full_name: object_name };
  switch (object_type) {
    case 'user':
      return <UserLink id={object_id}>{object_name}</UserLink>;
    case 'patient':
      return <PatientLink patient={named} />;
    case 'doctor':
      return <DoctorLink doctor={named} />;
    default:
      return object_name;
  }
}
