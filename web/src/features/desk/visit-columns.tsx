import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { TYPE_WORDS } from '../../lib/visit-words.ts';
import { RowLink, type Column } from '../../ui/data-table.tsx';
import { DoctorLink, PatientLink } from '../../ui/person-link.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';

/** Visits in a table; each leads to its page. */
export const VISIT_COLUMNS: readonly Column<Appointment>[] = [
  {
    key: 'when',
    title: msg`When`,
    sort: 'appointment_datetime',
    cell: (visit) => (
      <RowLink to="/visits/$visitId" params={{ visitId: visit.id }}>
        <When visit={visit} />
      </RowLink>
    ),
  },
  { key: 'patient', title: msg`Patient`, cell: ({ patient }) => <PatientLink patient={patient} /> },
  { key: 'doctor', title: msg`Doctor`, cell: ({ doctor }) => <DoctorLink doctor={doctor} /> },
  { key: 'kind', title: msg`Kind of visit`, isSecondary: true, cell: (visit) => <Kind visit={visit} /> },
  {
    key: 'status',
    title: msg`Status`,
    sort: 'status',
    cell: ({ status, needs_reschedule }) => <StatusBadge status={status} needsNewTime={needs_reschedule} />,
  },
];

function When({ visit }: { visit: Appointment }) {
  const times = useTimes();
  const { appointment_datetime: start } = visit;
  return (
    <span className="numbers">
      {times.date(start)}, {times.time(start)}
    </span>
  );
}

function Kind({ visit }: { visit: Appointment }) {
  const { i18n } = useLingui();
  return i18n._(TYPE_WORDS[visit.appointment_type]);
}
