import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconCalendarSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { listAppointmentsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { withQuery } from '../../lib/list-place.ts';
import { useTimes } from '../../lib/time.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { DownloadButton } from '../../ui/download-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { VISIT_COLUMNS } from './visit-columns.tsx';
import { VisitFilters, type VisitFilterValues } from './visit-filters.tsx';

const route = getRouteApi('/signed-in/desk/visits');

const columns: readonly Column<Appointment>[] = [
  ...VISIT_COLUMNS,
  {
    key: 'created',
    title: msg`Booked on`,
    sort: 'created_at',
    isSecondary: true,
    cell: ({ created_at }) => <BookedOn at={created_at} />,
  },
];

/** Every visit of the clinic, whenever and whosoever. */
export function VisitsPage() {
  const { t } = useLingui();
  const place = route.useSearch();
  const navigate = route.useNavigate();
  const { page: _page, ordering: _ordering, ...filters } = place;
  const visits = useQuery({
    ...listAppointmentsOptions({ query: place }),
    placeholderData: keepPreviousData,
  });
  const filter = (change: VisitFilterValues) =>
    void navigate({ search: { ...place, page: undefined, ...change }, replace: true });
  const isFiltered = Object.values(filters).some((value) => value !== undefined);

  return (
    <Page
      title={t`Visits`}
      width="wide"
      actions={
        <DownloadButton path={withQuery('/api/appointments/export/', { ...place, page: undefined })}>
          <Trans>Save as CSV</Trans>
        </DownloadButton>
      }
    >
      <Panel isFlush>
        <VisitFilters place={place} listed={visits.data?.results[0]} filter={filter} />
        <DataTable
          label={t`Visits`}
          of={visits}
          columns={columns}
          place={place}
          go={(next) => void navigate({ search: { ...place, ...next } as typeof place })}
          empty={
            <Empty
              icon={IconCalendarSearch}
              title={<Trans>There is no such visit</Trans>}
              action={
                isFiltered && (
                  <Button variant="default" onClick={() => void navigate({ search: {} })}>
                    <Trans>Show everything</Trans>
                  </Button>
                )
              }
            />
          }
        />
      </Panel>
    </Page>
  );
}

function BookedOn({ at }: { at: string }) {
  const times = useTimes();
  return <span className="numbers">{times.date(at)}</span>;
}
