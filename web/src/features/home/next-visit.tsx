import { Trans } from '@lingui/react/macro';
import { Title } from '@mantine/core';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useClinic } from '../../lib/clinic.ts';
import { useMe } from '../../lib/me.ts';
import { useTimes } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { LinkButton } from '../../ui/links.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './next-visit.module.css';

/** The one thing that somebody opens this page for. */
export function NextVisit({ visit }: { visit: Appointment }) {
  const me = useMe();
  const times = useTimes();
  const clinic = useClinic();
  const now = useNow();
  const start = visit.appointment_datetime;
  const isPatient = me.role === 'PATIENT';
  const place = [visit.doctor.office_address, clinic.name].filter(Boolean).join(', ');
  return (
    <Panel tone="accent">
      <div className={classes.next}>
        <div className={classes.words}>
          <p className={classes.kicker}>
            <Trans>Your next visit</Trans>
            {Date.parse(start) > now && ` · ${times.fromNow(start)}`}
          </p>
          <Title order={2} className={classes.when}>
            <time dateTime={start}>
              {times.longDay(start)}, <span className="numbers">{times.time(start)}</span>
            </time>
          </Title>
          <p className={classes.who}>{isPatient ? visit.doctor.full_name : visit.patient.full_name}</p>
          <p className={classes.where}>{place}</p>
        </div>
        <StatusBadge status={visit.status} needsNewTime={visit.needs_reschedule} />
        <LinkButton to="/visits/$visitId" params={{ visitId: visit.id }} variant="default">
          <Trans>See this visit</Trans>
        </LinkButton>
      </div>
    </Panel>
  );
}
