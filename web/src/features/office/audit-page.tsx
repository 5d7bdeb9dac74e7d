import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { listAuditEventsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { AuditEvent } from '../../api/generated/types.gen.ts';
import { withQuery } from '../../lib/list-place.ts';
import { useTimes } from '../../lib/time.ts';
import { DataTable, RowButton, type Column } from '../../ui/data-table.tsx';
import { DownloadButton } from '../../ui/download-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AuditEntry } from './audit-entry.tsx';
import { AuditFilters, type AuditPlace } from './audit-filters.tsx';
import { ActionWord, Actor, AuditObject, AuditPatient, Outcome } from './audit-parts.tsx';
import classes from './audit.module.css';

const route = getRouteApi('/signed-in/office/audit');

/** Who did what when, and to whom. */
export function AuditPage() {
  const { t } = useLingui();
  const place = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState<AuditEvent>();
  const events = useQuery({ ...listAuditEventsOptions({ query: place }), placeholderData: keepPreviousData });
  const columns = useMemo(() => columnsWith(setOpen), []);
  const filter = (change: Partial<AuditPlace>) =>
    void navigate({ search: { ...place, ...change, page: undefined, up_to_id: undefined }, replace: true });
  const { page: _page, up_to_id: _newest, ...filters } = place;
  const isFiltered = Object.values(filters).some((value) => value !== undefined);

  return (
    <Page
      title={t`Audit log`}
      lead={
        <Trans>
          Who did what when, the newest first. Nobody can change it, and reading it is an entry too.
        </Trans>
      }
      width="wide"
      actions={
        <DownloadButton path={withQuery('/api/admin/audit/export/', filters)}>
          <Trans>Save as CSV</Trans>
        </DownloadButton>
      }
    >
      <Panel isFlush>
        <AuditFilters place={place} newest={events.data?.results[0]} filter={filter} />
        <DataTable
          label={t`Audit log`}
          of={events}
          columns={columns}
          place={place}
          rowKey={({ id }) => String(id)}
          go={({ page }) =>
            // Pages hold still while entries are added: nothing newer than what the first page began with.
            void navigate({
              search: {
                ...place,
                page,
                up_to_id: page === undefined ? undefined : (place.up_to_id ?? events.data?.results[0]?.id),
              },
            })
          }
          empty={
            <Empty
              icon={IconListSearch}
              title={<Trans>There is no such entry</Trans>}
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
      <AuditEntry
        entry={open}
        close={() => setOpen(undefined)}
        narrow={(change) => {
          setOpen(undefined);
          void navigate({ search: change });
        }}
      />
    </Page>
  );
}

function columnsWith(open: (entry: AuditEvent) => void): readonly Column<AuditEvent>[] {
  return [
    {
      key: 'action',
      title: msg`What`,
      cell: (entry) => (
        <div className={classes.action}>
          <RowButton onClick={() => open(entry)}>
            <ActionWord action={entry.action} />
          </RowButton>
          <Outcome of={entry.outcome} />
        </div>
      ),
    },
    { key: 'actor', title: msg`Who`, cell: (entry) => <Actor of={entry} /> },
    {
      key: 'subject',
      title: msg`About whom`,
      cell: (entry) => (entry.patient_name ? <AuditPatient of={entry} /> : <AuditObject of={entry} />),
    },
    { key: 'when', title: msg`When`, cell: ({ occurred_at }) => <When at={occurred_at} /> },
  ];
}

function When({ at }: { at: string }) {
  const times = useTimes();
  return (
    <time dateTime={at} className="numbers">
      {times.dayAndTime(at)}
    </time>
  );
}
