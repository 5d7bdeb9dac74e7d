import { Trans, useLingui } from '@lingui/react/macro';
import { Anchor, Button, CloseButton } from '@mantine/core';
import { IconArrowsMove, IconExternalLink, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type RefObject } from 'react';
import { readAppointmentOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Appointment, BoardDoctor, BoardVisit } from '../../api/generated/types.gen.ts';
import { useMe } from '../../lib/me.ts';
import { useTimes } from '../../lib/time.ts';
import { TYPE_WORDS } from '../../lib/visit-words.ts';
import { mayChange, mayConfirm } from '../../lib/visits.ts';
import { Failed, Lines } from '../../ui/answer.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { DoctorLink } from '../../ui/person-link.tsx';
import { StaffActions } from '../../ui/staff-actions.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { StatusButton } from '../../ui/status-button.tsx';
import classes from './visit-card.module.css';

interface VisitCardProps {
  visit: BoardVisit;
  doctor: BoardDoctor;
  close(): void;
  move(): void;
  cancel(): void;
}

/** A visit of the board at a glance, with what the desk does about it. */
export function VisitCard({ visit, doctor, close, move, cancel }: VisitCardProps) {
  const { t, i18n } = useLingui();
  const times = useTimes();
  const { patient } = visit;
  const whole = useRef<HTMLDivElement>(null);
  const arrived = visit.arrived_at && times.time(visit.arrived_at);
  return (
    <div className={classes.card} ref={whole} tabIndex={-1}>
      <div className={classes.head}>
        <div>
          <TextLink
            to="/desk/patients/$patientId"
            params={{ patientId: patient.id }}
            className={classes.name}
          >
            {patient.full_name}
          </TextLink>
          <p className={`numbers ${classes.when}`}>
            {times.time(visit.appointment_datetime)}–{times.time(visit.appointment_end_time)},{' '}
            <DoctorLink doctor={doctor} />
          </p>
        </div>
        <CloseButton size="lg" aria-label={t`Close`} onClick={close} />
      </div>
      <div className={classes.marks}>
        <StatusBadge status={visit.status} />
        {visit.is_urgent && (
          <span className={classes.urgent}>
            <Trans>Urgent</Trans>
          </span>
        )}
        {arrived && (
          <span className={classes.here}>
            <Trans>Here since {arrived}</Trans>
          </span>
        )}
      </div>
      {visit.needs_reschedule && (
        <Notice tone="warning">
          <Trans>The doctor does not work then. It needs another time.</Trans>
        </Notice>
      )}
      <Facts>
        <Fact name={<Trans>Kind of visit</Trans>}>{i18n._(TYPE_WORDS[visit.appointment_type])}</Fact>
        <Fact name={<Trans>Phone</Trans>}>
          {patient.phone && (
            <Anchor href={`tel:${patient.phone}`} className="numbers">
              {patient.phone}
            </Anchor>
          )}
        </Fact>
        <Fact name={<Trans>Reason</Trans>} isWide>
          {visit.reason}
        </Fact>
      </Facts>
      <Actions card={whole} visitId={visit.id} move={move} cancel={cancel} />
      <TextLink to="/visits/$visitId" params={{ visitId: visit.id }} size="sm">
        <Trans>Whole visit and its history</Trans> <IconExternalLink size={14} aria-hidden />
      </TextLink>
    </div>
  );
}

interface ActionsProps extends Pick<VisitCardProps, 'move' | 'cancel'> {
  card: RefObject<HTMLElement | null>;
  visitId: string;
}

function Actions({ card, visitId, move, cancel }: ActionsProps) {
  const me = useMe();
  const query = useQuery(readAppointmentOptions({ path: { appointment_id: visitId } }));
  const visit: Appointment | undefined = query.data;
  useEffect(() => {
    // The button that had the focus is gone, now that its act is done; Escape still closes the card.
    if (visit && document.activeElement === document.body) card.current?.focus();
  }, [card, visit]);
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (!visit) return <Lines count={1} height={36} />;
  return (
    <div className={classes.actions}>
      {mayConfirm(visit, me) && (
        <StatusButton visit={visit} status="confirmed" size="sm" variant="light">
          <Trans>Confirm</Trans>
        </StatusButton>
      )}
      <StaffActions visit={visit} size="sm" />
      {mayChange(visit, me) && (
        <>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconArrowsMove size={17} stroke={1.8} aria-hidden />}
            onClick={move}
          >
            <Trans>Move</Trans>
          </Button>
          <Button
            size="sm"
            variant="subtle"
            color="danger"
            leftSection={<IconX size={17} aria-hidden />}
            onClick={cancel}
          >
            <Trans>Cancel the visit</Trans>
          </Button>
        </>
      )}
    </div>
  );
}
