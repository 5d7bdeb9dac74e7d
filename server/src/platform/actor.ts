import type { IdempotentCall } from './http/idempotency.ts';

export const ROLES = ['ADMIN', 'DOCTOR', 'PATIENT'] as const;
export type Role = (typeof ROLES)[number];

/** Facts of the call that an operation acts within; they go into the audit, never into a rule. */
export interface Call {
  request_id: string;
  /** Path and query as asked, for the links of a page. */
  url: string;
  address: string | null;
  user_agent: string | null;
  /** The client's If-Match header. */
  if_match: string | null;
  idempotency: IdempotentCall | null;
}

/** Somebody with a live session. Role and ids come from the database at this request, never from the token. */
export interface SignedInActor {
  role: Role;
  user_id: string;
  session_id: string;
  /** Set for patients. */
  patient_id: string | null;
  /** Set for doctors. */
  doctor_id: string | null;
  call: Call;
}

export interface AnonymousActor {
  role: 'ANONYMOUS';
  user_id: null;
  session_id: null;
  patient_id: null;
  doctor_id: null;
  call: Call;
}

/** A job, or the operator at the command line. */
export interface SystemActor {
  role: 'SYSTEM';
  user_id: null;
  session_id: null;
  patient_id: null;
  doctor_id: null;
  call: Call;
}

export type Actor = SignedInActor | AnonymousActor | SystemActor;

export function anonymousActor(call: Call): AnonymousActor {
  return { role: 'ANONYMOUS', user_id: null, session_id: null, patient_id: null, doctor_id: null, call };
}

/** The same without their Idempotency-Key, for a transaction that is not the one with the effect. */
export function withoutKey<A extends Actor>(actor: A): A {
  return { ...actor, call: { ...actor.call, idempotency: null } };
}

/** `name` says which job or command acts, e.g. `job:deliver-mail`. */
export function systemActor(name: string): SystemActor {
  const call = {
    request_id: name,
    url: '',
    address: null,
    user_agent: null,
    if_match: null,
    idempotency: null,
  };
  return { role: 'SYSTEM', user_id: null, session_id: null, patient_id: null, doctor_id: null, call };
}
