import { randomUUIDv7 } from 'node:crypto';
import type { Actor } from './actor.ts';
import { signEntry } from './audit-log/entries.ts';
import { isUnavailable, type Reader, type Trx } from './database.ts';
import { problems } from './problems.ts';
import type { Keys } from './secrets.ts';

export interface AuditEntry {
  /** `area.verb`, e.g. `appointment.book`. */
  action: string;
  object_type?: string;
  object_id?: string;
  patient_id?: string | null;
  outcome?: 'success' | 'denied' | 'failure';
  /** Ids, codes and counts. Never clinical text, contacts, reasons or secrets. */
  detail?: Record<string, string | number | boolean | null | string[]>;
  /** The user concerned where nobody is signed in yet (a login). */
  user_id?: string;
}

let signingKey: Buffer | undefined;

/** From now on entries of this process are signed with the installation's key. Done by `createDeps`. */
export function signAuditWith(keys: Pick<Keys, 'audit_entry'>): void {
  signingKey = keys.audit_entry;
}

function auditRow(actor: Actor, entry: AuditEntry) {
  if (!signingKey) throw new Error('the audit has no key yet');
  const facts = {
    entry_id: randomUUIDv7(),
    actor_user_id: actor.user_id ?? entry.user_id ?? null,
    actor_role: actor.role,
    session_id: actor.session_id,
    action: entry.action,
    object_type: entry.object_type ?? null,
    object_id: entry.object_id ?? null,
    patient_id: entry.patient_id ?? null,
    outcome: entry.outcome ?? 'success',
    address: actor.call.address,
    user_agent: actor.call.user_agent,
    request_id: actor.call.request_id,
    detail: JSON.stringify(entry.detail ?? {}),
  };
  return { ...facts, mac: signEntry(signingKey, facts) };
}

/**
 * Writes one line of the audit; in the transaction of the act itself wherever there is one.
 * @throws Problem service_unavailable when it cannot be written: then nothing may be shown or changed either
 */
export async function recordAudit(db: Reader, actor: Actor, entry: AuditEntry): Promise<void> {
  await recordAudits(db, actor, [entry]);
}

/** As `recordAudit`, several lines in one statement. */
export async function recordAudits(db: Reader, actor: Actor, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  try {
    const rows = entries.map((entry) => auditRow(actor, entry));
    const [written] = await db.insertInto('audit_events').values(rows).execute();
    if (Number(written?.numInsertedOrUpdatedRows) !== rows.length) throw new Error('a line is missing');
  } catch (error) {
    // A database that is away is known as such, and some of its errors are tried again.
    if (isUnavailable(error)) throw error;
    const refusal = problems.service_unavailable(
      'The audit cannot be written, so nothing is shown or changed.',
    );
    refusal.cause = error;
    throw refusal;
  }
}

/** The start of a statement that writes a line of the audit beside its own rows: one round trip instead of two. */
export function withAudit(trx: Trx, actor: Actor, entry: AuditEntry) {
  return trx.with('audit', (db) => db.insertInto('audit_events').values(auditRow(actor, entry)));
}
