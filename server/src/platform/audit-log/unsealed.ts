import { sql } from 'kysely';
import type { Trx } from '../database.ts';
import { entryColumns, isDated, isSigned, type Entry } from './entries.ts';
import { LONGEST_WAIT, type Tally } from './report.ts';
import type { Seal } from './seals.ts';

/** Entries without a seal that are looked at one by one; they are few unless no worker runs. */
const MOST_LOOKED_AT = 10_000;

interface Unsealed extends Entry {
  /** Whether a seal may still come for it. */
  is_awaited: boolean;
  is_overdue: boolean;
}

/**
 * What no seal covers: the newest entries, which wait for the worker, and those that somebody put among the sealed
 * ones.
 */
export async function checkUnsealed(
  trx: Trx,
  tally: Tally,
  keys: readonly Buffer[],
  newest: Pick<Seal, 'highest_id' | 'settled_seq'>,
): Promise<void> {
  const { rows } = await sql<Unsealed>`
    with uncovered as (
      select unnest('{(,)}'::int8multirange - coalesce(range_agg(entry_ids), '{}')) as ids from audit_seals
    ), awaited as (
      select coalesce(range_agg(absent_ids), '{}') + int8multirange(int8range(${newest.highest_id}, null, '()')) as ids
      from audit_seals where seq > ${newest.settled_seq}
    )
    select ${entryColumns}, awaited.ids @> e.id as is_awaited,
      e.occurred_at < clock_timestamp() - ${LONGEST_WAIT} * interval '1 millisecond' as is_overdue
    from uncovered
    cross join awaited
    cross join lateral (
      select * from audit_events
      where id >= coalesce(lower(uncovered.ids), -9223372036854775808)
        and id < coalesce(upper(uncovered.ids), 9223372036854775807)
    ) as e
    order by e.id
    limit ${MOST_LOOKED_AT}`.execute(trx);

  const overdue: Unsealed[] = [];
  for (const entry of rows) {
    if (!entry.is_awaited) tally.find('was inserted afterwards: no seal covers it', entry.id);
    else if (!isSigned(keys, entry)) tally.find('was not written by Etiba', entry.id);
    else if (isDated(entry))
      tally.find('bears a time that is not its own, or the clock was turned', entry.id);
    else if (entry.is_overdue) overdue.push(entry);
    else tally.unsealed += 1;
  }
  const [first] = overdue;
  if (!first) return;
  const many = rows.length === MOST_LOOKED_AT ? 'thousands of entries wait' : waiting(overdue.length);
  tally.find(`${many} for a seal, the first since ${first.occurred_at}: does a worker run?`, first.id);
}

function waiting(count: number): string {
  return count === 1 ? 'one entry waits' : `${count} entries wait`;
}
