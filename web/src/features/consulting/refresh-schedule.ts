import { refreshAnswers } from '../../api/query-client.ts';
import { refreshVisits } from '../../lib/visits.ts';

/** Everything on screen that changed hours or absences may have made old. */
export async function refreshSchedule(): Promise<void> {
  await Promise.all([refreshAnswers('listAbsences', 'readAbsence', 'readWeek'), refreshVisits()]);
}
