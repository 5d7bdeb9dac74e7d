import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { LinkButton } from '../../ui/links.tsx';
import { Initials } from '../../ui/person.tsx';
import { Panel } from '../../ui/panel.tsx';
import { stepsOf } from './day-order.ts';
import { StandingWords } from './standing-words.tsx';
import { VisitSteps } from './visit-steps.tsx';
import classes from './now-card.module.css';

interface NowCardProps {
  visit: Appointment;
  now: number;
  kind: 'in_room' | 'next';
}

/** Who is with the doctor, or whom to call in next. */
export function NowCard({ visit, now, kind }: NowCardProps) {
  const times = useTimes();
  const { patient, appointment_datetime: start } = visit;
  const steps = stepsOf(visit, now, true);
  // Who is next is called in, whatever else could be done.
  const inOrder = kind === 'next' ? [...steps].sort((one) => (one === 'in_progress' ? -1 : 0)) : steps;
  return (
    <Panel
      tone={kind === 'in_room' ? 'accent' : 'plain'}
      title={kind === 'in_room' ? <Trans>In the room</Trans> : <Trans>Next</Trans>}
      actions={
        <time dateTime={start} className={classes.time}>
          {times.time(start)}
        </time>
      }
    >
      <div className={classes.person} data-kind={kind}>
        <Initials name={patient.full_name} size={52} />
        <div className={classes.words}>
          <p className={classes.name}>
            <Link to="/patients/$patientId" params={{ patientId: patient.id }}>
              {patient.full_name}
            </Link>
          </p>
          <p className={classes.reason}>{visit.reason}</p>
          <StandingWords visit={visit} now={now} isToday />
        </div>
      </div>
      <div className={classes.buttons}>
        {kind === 'in_room' && (
          <LinkButton
            to="/patients/$patientId/write"
            params={{ patientId: patient.id }}
            search={{ visit: visit.id }}
            variant="default"
          >
            <Trans>Write</Trans>
          </LinkButton>
        )}
        <VisitSteps visit={visit} steps={inOrder} isProminent />
      </div>
    </Panel>
  );
}
