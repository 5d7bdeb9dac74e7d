import { Trans } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import {
  readNewPatientsReportOptions,
  readUtilisationReportOptions,
  readVisitsReportOptions,
} from '../../api/generated/@tanstack/react-query.gen.ts';
import { daysIn, periodFor, type Range } from './report-range.ts';
import { useFigures } from './report-words.ts';
import classes from './reports.module.css';
import { LONGEST_UTILISATION } from './utilisation-panel.tsx';

/** Four numbers that say most of it. They come from the same answers as the charts. */
export function KeyFigures({ range }: { range: Range }) {
  const figures = useFigures();
  const period = periodFor(range);
  const visits = useQuery(readVisitsReportOptions({ query: { ...range, group_by: period } }));
  const patients = useQuery(readNewPatientsReportOptions({ query: { ...range, group_by: period } }));
  const utilisation = useQuery({
    ...readUtilisationReportOptions({ query: { ...range } }),
    enabled: daysIn(range) <= LONGEST_UTILISATION,
  });
  return (
    <dl className={classes.figures}>
      <Figure name={<Trans>Visits</Trans>} value={visits.data && figures.count(visits.data.totals.visits)} />
      <Figure
        name={<Trans>Missed</Trans>}
        value={visits.data && figures.rate(visits.data.totals.no_show_rate)}
      />
      <Figure
        name={<Trans>Hours booked</Trans>}
        value={
          utilisation.data
            ? figures.rate(utilisation.data.totals.utilisation)
            : daysIn(range) > LONGEST_UTILISATION && '–'
        }
      />
      <Figure
        name={<Trans>New patients</Trans>}
        value={patients.data && figures.count(patients.data.totals.new_patients)}
      />
    </dl>
  );
}

function Figure({ name, value }: { name: ReactNode; value: string | undefined | false }) {
  return (
    <div className={classes.figure}>
      <dt>{name}</dt>
      <dd>{value || <Skeleton height={30} width={70} />}</dd>
    </div>
  );
}
