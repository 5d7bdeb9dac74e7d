import type { MessageDescriptor } from '@lingui/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { readVisitsReportOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Appointment, VisitsReport } from '../../api/generated/types.gen.ts';
import { withQuery } from '../../lib/list-place.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { DownloadButton } from '../../ui/download-button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DoctorLink } from '../../ui/person-link.tsx';
import { STATUS_WORDS } from '../../ui/status-badge.tsx';
import { BarTable } from './bar-table.tsx';
import { Chart } from './chart-frame.tsx';
import { periodFor, type Range } from './report-range.ts';
import { periodWord, useFigures, weekdayWord } from './report-words.ts';
import classes from './reports.module.css';

type Counts = VisitsReport['totals'];
type Status = Appointment['status'];

const STATUS_COLORS: Record<Status, string> = {
  completed: 'var(--chart-done)',
  in_progress: 'var(--chart-done)',
  confirmed: 'var(--chart-coming)',
  scheduled: 'var(--chart-coming)',
  rescheduled: 'var(--chart-coming)',
  cancelled: 'var(--chart-cancelled)',
  no_show: 'var(--chart-missed)',
};
const STATUSES = Object.keys(STATUS_COLORS) as Status[];

/** Seven statuses in four colours: more cannot be told apart. */
function useFates() {
  const { t } = useLingui();
  return [
    { name: 'done', label: t`Took place`, color: 'var(--chart-done)' },
    { name: 'coming', label: t`To come`, color: 'var(--chart-coming)' },
    { name: 'cancelled', label: t`Cancelled`, color: 'var(--chart-cancelled)' },
    { name: 'missed', label: t`Missed`, color: 'var(--chart-missed)' },
  ];
}

function fatesOf({ completed, in_progress, scheduled, confirmed, rescheduled, cancelled, no_show }: Counts) {
  return {
    done: completed + in_progress,
    coming: scheduled + confirmed + rescheduled,
    cancelled,
    missed: no_show,
  };
}

function VisitsCsv({ query }: { query: Range & { group_by: VisitsReport['group_by'] } }) {
  return (
    <DownloadButton size="sm" path={withQuery('/api/reports/visits/', { ...query, format: 'csv' })}>
      <Trans>Save as CSV</Trans>
    </DownloadButton>
  );
}

export function VisitsPanel({ range }: { range: Range }) {
  const { t } = useLingui();
  const times = useTimes();
  const series = useFates();
  const period = periodFor(range);
  const query = { ...range, group_by: period };
  const report = useQuery(readVisitsReportOptions({ query }));
  return (
    <Panel title={<Trans>Visits over time</Trans>} actions={<VisitsCsv query={query} />}>
      <Answer of={report}>
        {({ results }) => (
          <Chart
            caption={t`Visits over time`}
            axis={t`Period`}
            series={series}
            data={results.map((group) => ({
              key: group.key,
              label: periodWord(times, group.key, period),
              ...fatesOf(group),
            }))}
          />
        )}
      </Answer>
    </Panel>
  );
}

export function StatusPanel({ range }: { range: Range }) {
  const { t, i18n } = useLingui();
  const figures = useFigures();
  const report = useQuery(readVisitsReportOptions({ query: { ...range, group_by: periodFor(range) } }));
  return (
    <Panel title={<Trans>What became of them</Trans>}>
      <Answer of={report}>
        {({ totals }) => (
          <BarTable
            caption={t`Visits by status`}
            rows={STATUSES}
            rowKey={(status) => status}
            head={[t`Status`, (status) => i18n._(STATUS_WORDS[status] satisfies MessageDescriptor)]}
            value={(status) => totals[status]}
            color={(status) => STATUS_COLORS[status]}
            columns={[
              [t`Visits`, (status) => figures.count(totals[status])],
              [
                t`Share`,
                (status) => figures.rate(totals.visits === 0 ? null : totals[status] / totals.visits),
              ],
            ]}
          />
        )}
      </Answer>
    </Panel>
  );
}

export function HoursPanel({ range }: { range: Range }) {
  const { t } = useLingui();
  const times = useTimes();
  const series = useFates();
  const weekdays = useQuery(readVisitsReportOptions({ query: { ...range, group_by: 'weekday' } }));
  const hours = useQuery(readVisitsReportOptions({ query: { ...range, group_by: 'hour' } }));
  return (
    <Panel
      title={<Trans>When they are</Trans>}
      actions={<VisitsCsv query={{ ...range, group_by: 'hour' }} />}
    >
      <div className={classes.stack}>
        <div>
          <Title order={3}>
            <Trans>By day of the week</Trans>
          </Title>
          <Answer of={weekdays}>
            {({ results }) => (
              <Chart
                caption={t`Visits by day of the week`}
                axis={t`Day`}
                height={210}
                series={series}
                data={results.map((group) => ({
                  key: group.key,
                  label: weekdayWord(times, group.key),
                  ...fatesOf(group),
                }))}
              />
            )}
          </Answer>
        </div>
        <div>
          <Title order={3}>
            <Trans>By hour of the day</Trans>
          </Title>
          <Answer of={hours}>
            {({ results }) => (
              <Chart
                caption={t`Visits by hour of the day`}
                axis={t`Hour`}
                height={210}
                series={series}
                data={withoutNights(results).map((group) => ({
                  key: group.key,
                  label: group.key,
                  ...fatesOf(group),
                }))}
              />
            )}
          </Answer>
        </div>
      </div>
    </Panel>
  );
}

/** From the first to the last hour that has a visit. */
function withoutNights(hours: VisitsReport['results']): VisitsReport['results'] {
  const first = hours.findIndex(({ visits }) => visits > 0);
  const last = hours.findLastIndex(({ visits }) => visits > 0);
  return hours.slice(Math.max(first, 0), last + 1);
}

export function PeoplePanel({ range, group }: { range: Range; group: 'doctor' | 'specialization' }) {
  const { t } = useLingui();
  const figures = useFigures();
  const query = { ...range, group_by: group };
  const report = useQuery(readVisitsReportOptions({ query }));
  const isDoctor = group === 'doctor';
  return (
    <Panel
      title={isDoctor ? <Trans>By doctor</Trans> : <Trans>By specialization</Trans>}
      actions={<VisitsCsv query={query} />}
    >
      <Answer of={report}>
        {({ results }) =>
          results.length === 0 ? (
            <p className={classes.none}>
              <Trans>There is no visit in these days.</Trans>
            </p>
          ) : (
            <BarTable
              caption={isDoctor ? t`Visits by doctor` : t`Visits by specialization`}
              rows={results.toSorted((one, other) => other.visits - one.visits)}
              rowKey={({ key }) => key}
              head={isDoctor ? [t`Doctor`, doctorCell] : [t`Specialization`, ({ label }) => label]}
              value={({ visits }) => visits}
              columns={[
                [t`Visits`, ({ visits }) => figures.count(visits)],
                [t`Missed`, ({ no_show_rate }) => figures.rate(no_show_rate)],
              ]}
            />
          )
        }
      </Answer>
    </Panel>
  );
}

function doctorCell({ key, label }: VisitsReport['results'][number]) {
  return <DoctorLink doctor={{ id: key, full_name: label }} />;
}
