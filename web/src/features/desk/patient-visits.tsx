import { Trans, useLingui } from '@lingui/react/macro';
import { IconCalendarOff } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { listAppointmentsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Panel } from '../../ui/panel.tsx';
import { VISIT_COLUMNS } from './visit-columns.tsx';

const route = getRouteApi('/signed-in/desk/patients/$patientId');
const PAGE_SIZE = 6;

/** All visits of a patient, those to come first. */
export function PatientVisits({ patientId }: { patientId: string }) {
  const { t } = useLingui();
  const place = route.useSearch();
  const navigate = route.useNavigate();
  const query = { ...place, patient_id: patientId, page_size: PAGE_SIZE };
  const visits = useQuery({ ...listAppointmentsOptions({ query }), placeholderData: keepPreviousData });
  return (
    <Panel title={<Trans>Visits</Trans>} isFlush>
      <DataTable
        label={t`Visits`}
        of={visits}
        columns={VISIT_COLUMNS.filter(({ key }) => key !== 'patient')}
        place={place}
        pageSize={PAGE_SIZE}
        go={(next) => void navigate({ search: next as typeof place, replace: true, resetScroll: false })}
        empty={
          <Empty icon={IconCalendarOff} title={<Trans>No visit yet</Trans>}>
            <Trans>What is booked stands here.</Trans>
          </Empty>
        }
      />
    </Panel>
  );
}
