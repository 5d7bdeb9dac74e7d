import { useLingui } from '@lingui/react/macro';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { calendarFile } from '../../lib/calendar-file.ts';
import { useClinic } from '../../lib/clinic.ts';
import { saveAs } from '../../lib/download.ts';

/** Hands a visit to the person's own calendar, as a file. */
export function useCalendarFile(): (visit: Appointment) => void {
  const { t } = useLingui();
  const clinic = useClinic();
  return (visit) => {
    const doctor = visit.doctor.full_name;
    const text = calendarFile(visit, {
      summary: t`Visit with ${doctor}`,
      location: [clinic.name, ...clinic.address.split('\n'), visit.doctor.office_address]
        .filter(Boolean)
        .join(', '),
      host: location.hostname,
      now: Date.now(),
    });
    saveAs(new Blob([text], { type: 'text/calendar' }), 'visit.ics');
  };
}
