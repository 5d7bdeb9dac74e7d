import { sql } from 'kysely';
import type { SignedInActor } from './actor.ts';
import { inTransaction, type Reader, type Replay, type Trx } from './database.ts';
import { instant } from './clock.ts';
import type { Deps } from './deps.ts';

/**
 * Says who asks, for the policies of the database (row-level security): it holds until the transaction ends. Without it
 * a table under row-level security has no rows. The clock goes along, so that both walls read the same one. Plans are
 * kept: with the policies in it, to plan a list of records takes longer than to read it.
 */
export async function setRowContext(deps: Pick<Deps, 'clock'>, trx: Trx, actor: SignedInActor) {
  const patient_id = actor.role === 'PATIENT' ? actor.patient_id : null;
  const doctor_id = actor.role === 'DOCTOR' ? actor.doctor_id : null;
  await sql`select set_config('etiba.user_id', ${actor.user_id}, true),
    set_config('etiba.role', ${actor.role}, true),
    set_config('etiba.patient_id', ${patient_id ?? ''}, true),
    set_config('etiba.doctor_id', ${doctor_id ?? ''}, true),
    set_config('etiba.now', ${instant(deps.clock)}, true),
    set_config('plan_cache_mode', 'force_generic_plan', true)`.execute(trx);
}

/** As `inTransaction`, with the actor's rows of the tables under row-level security in sight. */
export async function inActorTransaction<T>(
  deps: Deps,
  actor: SignedInActor,
  work: (trx: Trx) => Promise<T>,
  replay?: Replay<T>,
): Promise<T> {
  return inTransaction(
    deps,
    actor,
    async (trx) => {
      await setRowContext(deps, trx, actor);
      return work(trx);
    },
    replay &&
      (async (trx, first) => {
        await setRowContext(deps, trx, actor);
        return replay(trx, first);
      }),
  );
}

/**
 * Past row-level security, for jobs and maintenance that act for nobody. Every use is found by this function's name.
 * @param db a transaction, which is the system's while `work` runs; or the pool, and there is one for it
 * @param name which job or command, e.g. `job:deliver-message`
 */
export async function asSystem<T>(db: Reader, name: string, work: (trx: Trx) => Promise<T>): Promise<T> {
  if (!db.isTransaction) return db.transaction().execute((trx) => asSystem(trx, name, work));
  const trx = db as Trx;
  await setSystem(trx, name);
  const result = await work(trx);
  await setSystem(trx, ''); // after an error the transaction ends, and this with it
  return result;
}

async function setSystem(trx: Trx, name: string): Promise<void> {
  await sql`select set_config('etiba.system', ${name}, true)`.execute(trx);
}

/** Also what is soft-deleted, until the transaction ends: an updated row must be one that its writer may see. */
export async function showDeletedRows(trx: Trx): Promise<void> {
  await sql`select set_config('etiba.deleted', 'shown', true)`.execute(trx);
}
