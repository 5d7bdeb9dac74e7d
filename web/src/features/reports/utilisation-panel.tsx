import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { readUtilisationReportOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { UtilisationReport } from '../../api/generated/types.gen.ts';
import { withQuery } from '../../lib/list-place.ts';
import { Answer } from '../../ui/answer.tsx';
import { DownloadButton } from '../../ui/download-button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DoctorLink } from '../../ui/person-link.tsx';
import { BarTable } from './bar-table.tsx';
import { daysIn, type Range } from './report-range.ts';
import { useFigures } from './report-words.ts';
import classes from './reports.module.css';

/** Days; the API covers no more. */
export const LONGEST_UTILISATION = 366;

export function UtilisationPanel({ range }: { range: Range }) {
  const { t } = useLingui();
  const figures = useFigures();
  const isTooLong = daysIn(range) > LONGEST_UTILISATION;
  const report = useQuery({
    ...readUtilisationReportOptions({ query: { ...range } }),
    enabled: !isTooLong,
  });
  return (
    <Panel
      title={<Trans>How full the hours are</Trans>}
      hint={<Trans>By the weekly hours and absences as they are now.</Trans>}
      actions={
        !isTooLong && (
          <DownloadButton
            size="sm"
            path={withQuery('/api/reports/utilisation/', { ...range, format: 'csv' })}
          >
            <Trans>Save as CSV</Trans>
          </DownloadButton>
        )
      }
    >
      {isTooLong ? (
        <p className={classes.none}>
          <Trans>This is told for a year at most. Choose fewer days.</Trans>
        </p>
      ) : (
        <Answer of={report}>
          {({ results }) => (
            <BarTable
              caption={t`How full the hours are`}
              rows={results}
              rowKey={({ doctor_id }) => doctor_id}
              head={[t`Doctor`, doctorCell]}
              value={({ utilisation }) => utilisation ?? 0}
              whole={1}
              columns={[
                [t`Hours offered`, ({ offered_minutes }) => figures.hours(offered_minutes)],
                [t`Hours booked`, ({ booked_minutes }) => figures.hours(booked_minutes)],
                [t`Full`, ({ utilisation }) => figures.rate(utilisation)],
              ]}
            />
          )}
        </Answer>
      )}
    </Panel>
  );
}

function doctorCell({ doctor_id, doctor_name }: UtilisationReport['results'][number]) {
  return <DoctorLink doctor={{ id: doctor_id, full_name: doctor_name }} />;
}
