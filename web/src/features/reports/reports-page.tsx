import { Trans, useLingui } from '@lingui/react/macro';
import { getRouteApi } from '@tanstack/react-router';
import { useTimes } from '../../lib/time.ts';
import { Page } from '../../ui/page.tsx';
import { KeyFigures } from './key-figures.tsx';
import { NewPatientsPanel } from './new-patients-panel.tsx';
import { RangePicker } from './range-picker.tsx';
import { daysIn, rangeOf, type Range } from './report-range.ts';
import classes from './reports.module.css';
import { UtilisationPanel } from './utilisation-panel.tsx';
import { HoursPanel, PeoplePanel, StatusPanel, VisitsPanel } from './visits-panels.tsx';
import { WaitingPanel } from './waiting-panel.tsx';

const route = getRouteApi('/signed-in/reports');

/** How the clinic does: visits, missed ones, how full its hours are, who comes anew, and how long one waits. */
export function ReportsPage() {
  const { t } = useLingui();
  const times = useTimes();
  const place = route.useSearch();
  const navigate = route.useNavigate();
  const { date_from, date_to } = place;
  const own: Range | undefined =
    date_from !== undefined && date_to !== undefined && daysIn({ date_from, date_to }) > 0
      ? { date_from, date_to }
      : undefined;
  const range = own ?? rangeOf(place.range ?? 'last_30_days', times.today());
  return (
    <Page
      title={t`Reports`}
      lead={
        <Trans>
          {times.date(range.date_from)} to {times.date(range.date_to)}
        </Trans>
      }
      width="wide"
      actions={
        <RangePicker
          preset={own ? 'own' : (place.range ?? 'last_30_days')}
          range={range}
          pick={(search) => void navigate({ search, replace: true })}
        />
      }
    >
      <KeyFigures range={range} />
      <VisitsPanel range={range} />
      <div className={classes.pair}>
        <StatusPanel range={range} />
        <HoursPanel range={range} />
      </div>
      <div className={classes.pair}>
        <PeoplePanel range={range} group="doctor" />
        <PeoplePanel range={range} group="specialization" />
      </div>
      <UtilisationPanel range={range} />
      <NewPatientsPanel range={range} />
      <div className={classes.pair}>
        <WaitingPanel group="specialization" />
        <WaitingPanel group="doctor" />
      </div>
    </Page>
  );
}
