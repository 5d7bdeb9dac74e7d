import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { readWaitingTimeReportOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { DownloadButton } from '../../ui/download-button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { BarTable } from './bar-table.tsx';

interface Waiting {
  key: string;
  name: string;
  next_free: string | null;
  waiting_minutes: number | null;
}

/** How long somebody waits who asks now. */
export function WaitingPanel({ group }: { group: 'doctor' | 'specialization' }) {
  const { t } = useLingui();
  const report = useQuery(readWaitingTimeReportOptions());
  const isDoctor = group === 'doctor';
  return (
    <Panel
      title={isDoctor ? <Trans>Waiting for a doctor</Trans> : <Trans>Waiting for a specialization</Trans>}
      hint={<Trans>As of now, for a visit of 30 minutes.</Trans>}
      actions={
        isDoctor && (
          <DownloadButton size="sm" path="/api/reports/waiting-time/?format=csv">
            <Trans>Save as CSV</Trans>
          </DownloadButton>
        )
      }
    >
      <Answer of={report}>
        {({ doctors, specializations }) => (
          <WaitingTable
            caption={isDoctor ? t`Waiting for a doctor` : t`Waiting for a specialization`}
            head={isDoctor ? t`Doctor` : t`Specialization`}
            rows={
              isDoctor
                ? doctors.map((doctor) => ({ key: doctor.doctor_id, name: doctor.doctor_name, ...doctor }))
                : specializations.map((field) => ({ key: field.specialization_id, ...field }))
            }
          />
        )}
      </Answer>
    </Panel>
  );
}

function WaitingTable({ caption, head, rows }: { caption: string; head: string; rows: Waiting[] }) {
  const { t } = useLingui();
  const times = useTimes();
  const longest = Math.max(...rows.map(({ waiting_minutes }) => waiting_minutes ?? 0), 0);
  return (
    <BarTable
      caption={caption}
      rows={rows}
      rowKey={({ key }) => key}
      head={[head, ({ name }) => name]}
      // Who has nothing free at all has the longest bar.
      value={({ waiting_minutes }) => waiting_minutes ?? longest}
      color={({ next_free }) => (next_free === null ? 'var(--chart-missed)' : 'var(--chart-coming)')}
      columns={[
        [t`Next free time`, ({ next_free }) => (next_free === null ? t`None` : times.dayAndTime(next_free))],
      ]}
    />
  );
}
