import { sql } from 'kysely';
import type { Reader } from '../../platform/database.ts';
import type { LiveSource, News } from '../../platform/live.ts';
import { committedWithin, type Span } from '../../platform/live-cursor.ts';

/** For one person at once; lists are read faster anew. */
const MOST_NEWS = 200;

/**
 * Doctors whose hours, absences, particulars or account have changed, as `doctor`, to administrators and to the doctor:
 * to those who see them as on a board. What it is now is read.
 */
export const doctorNews: LiveSource = {
  async read(db, span, audience) {
    const staff = audience.filter(({ role }) => role !== 'PATIENT');
    if (staff.length === 0) return new Map();
    const changed = await changedWithin(db, span);
    const news = new Map<string, News>();
    for (const { user_id, role, doctor_id } of staff) {
      const seen = changed.filter((id) => role === 'ADMIN' || id === doctor_id);
      if (seen.length > MOST_NEWS) news.set(user_id, 'too much');
      else if (seen.length > 0)
        news.set(
          user_id,
          seen.map((id) => ({ event: 'doctor', data: { id } })),
        );
    }
    return news;
  },
};

async function changedWithin(db: Reader, span: Span): Promise<string[]> {
  const isNew = committedWithin(sql.ref('changed_in'), span);
  const rows = await db
    .selectFrom('doctor_schedules')
    .select('doctor_id as id')
    .where(isNew)
    .union(db.selectFrom('doctors').select('id').where(isNew))
    .union(
      db
        .selectFrom('doctors')
        .select('doctors.id')
        .innerJoin('users', 'users.id', 'doctors.user_id')
        .where(committedWithin(sql.ref('users.changed_in'), span)),
    )
    .execute();
  return rows.map(({ id }) => id);
}
