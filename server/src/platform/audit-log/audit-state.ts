import { sql } from 'kysely';
import type { Reader } from '../database.ts';
import { LONGEST_WAIT } from './report.ts';

export interface AuditState {
  /** Entries have waited for their seal longer than they may: no worker seals. */
  is_stalled: boolean;
  /** RFC 3339; null when every entry is sealed. */
  unsealed_since: string | null;
  /** RFC 3339; null before the first seal. */
  sealed_at: string | null;
}

/** Whether the audit is being sealed; cheap enough for every health check. */
export async function readAuditState(db: Reader): Promise<AuditState> {
  const { rows } = await sql<AuditState>`
    with newest as (select highest_id, sealed_at from audit_seals order by seq desc limit 1),
      waiting as (
        select occurred_at from audit_events
        where id > coalesce((select highest_id from newest), 0) order by id limit 1
      )
    select coalesce(occurred_at < clock_timestamp() - ${LONGEST_WAIT} * interval '1 millisecond', false) as is_stalled,
      occurred_at as unsealed_since, sealed_at
    from (values (1)) as one
    left join waiting on true
    left join newest on true`.execute(db);
  return rows[0]!;
}
