import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { readNewPatientsReportOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { withQuery } from '../../lib/list-place.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { DownloadButton } from '../../ui/download-button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Chart } from './chart-frame.tsx';
import { periodFor, type Range } from './report-range.ts';
import { periodWord } from './report-words.ts';

export function NewPatientsPanel({ range }: { range: Range }) {
  const { t } = useLingui();
  const times = useTimes();
  const period = periodFor(range);
  const query = { ...range, group_by: period };
  const report = useQuery(readNewPatientsReportOptions({ query }));
  return (
    <Panel
      title={<Trans>New patients</Trans>}
      actions={
        <DownloadButton size="sm" path={withQuery('/api/reports/new-patients/', { ...query, format: 'csv' })}>
          <Trans>Save as CSV</Trans>
        </DownloadButton>
      }
    >
      <Answer of={report}>
        {({ results }) => (
          <Chart
            caption={t`New patients`}
            axis={t`Period`}
            series={[
              { name: 'signed_up', label: t`Signed up by themselves`, color: 'var(--chart-done)' },
              { name: 'registered', label: t`Registered by the clinic`, color: 'var(--chart-coming)' },
            ]}
            data={results.map(({ key, signed_up, registered }) => ({
              key,
              label: periodWord(times, key, period),
              signed_up,
              registered,
            }))}
          />
        )}
      </Answer>
    </Panel>
  );
}
