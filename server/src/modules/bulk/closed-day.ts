import type { Reader } from '../../platform/database.ts';

/** The absence that takes a doctor's whole day, if there is one. */
export async function findClosedDay(db: Reader, doctorId: string, date: string): Promise<string | undefined> {
  const absence = await db
    .selectFrom('doctor_unavailability')
    .select('id')
    .where('doctor_id', '=', doctorId)
    .where('start_date', '<=', date)
    .where('end_date', '>=', date)
    .where('start_time', 'is', null)
    .where('end_time', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return absence?.id;
}
