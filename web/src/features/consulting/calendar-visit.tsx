import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Popover, Stack, UnstyledButton } from '@mantine/core';
import { useState, type CSSProperties } from 'react';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { mayChange } from '../../lib/visits.ts';
import { LinkButton } from '../../ui/links.tsx';
import { MoveVisit } from '../../ui/move-visit.tsx';
import { StatusBadge, STATUS_WORDS } from '../../ui/status-badge.tsx';
import { stepsOf } from './day-order.ts';
import { StandingWords } from './standing-words.tsx';
import { VisitSteps } from './visit-steps.tsx';
import classes from './calendar-grid.module.css';

interface CalendarVisitProps {
  visit: Appointment;
  now: number;
  isDragged: boolean;
  style: CSSProperties;
}

/** A visit on the calendar; pressed, it says more, and what can be done. */
export function CalendarVisit({ visit, now, isDragged, style }: CalendarVisitProps) {
  const { i18n } = useLingui();
  const times = useTimes();
  const [isOpen, setOpen] = useState(false);
  const [isMoving, setMoving] = useState(false);
  const { patient, appointment_datetime: start, status } = visit;
  const isToday = times.dayOf(start) === times.today();
  const isMovable = mayChange(visit, { role: 'DOCTOR' });
  return (
    <>
      <Popover opened={isOpen && !isDragged} onChange={setOpen} width={300} radius="lg" shadow="lg" trapFocus>
        <Popover.Target>
          <UnstyledButton
            className={classes.visit}
            data-visit={visit.id}
            data-status={status}
            data-movable={isMovable || undefined}
            data-dragged={isDragged || undefined}
            data-needs-time={visit.needs_reschedule || undefined}
            style={style}
            aria-label={`${times.time(start)}, ${patient.full_name}, ${i18n._(STATUS_WORDS[status])}`}
            onClick={() => setOpen(!isOpen)}
          >
            <span className={classes.time}>{times.time(start)}</span>{' '}
            <span className={classes.name}>{patient.full_name}</span>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="sm">
            <div>
              <strong>{patient.full_name}</strong>
              <div className={classes.more}>
                {times.dayAndTime(start)}–{times.time(visit.appointment_end_time)}
              </div>
              <div className={classes.more}>{visit.reason}</div>
              <StandingWords visit={visit} now={now} isToday={isToday} />
            </div>
            <StatusBadge status={status} />
            <VisitSteps visit={visit} steps={stepsOf(visit, now, isToday)} isProminent />
            <Group gap={6}>
              {isMovable && (
                <Button
                  variant="default"
                  size="sm"
                  onClick={() => {
                    setOpen(false);
                    setMoving(true);
                  }}
                >
                  <Trans>Move…</Trans>
                </Button>
              )}
              <LinkButton to="/visits/$visitId" params={{ visitId: visit.id }} variant="default" size="sm">
                <Trans>The visit</Trans>
              </LinkButton>
              <LinkButton
                to="/patients/$patientId"
                params={{ patientId: patient.id }}
                variant="default"
                size="sm"
              >
                <Trans>The patient</Trans>
              </LinkButton>
            </Group>
          </Stack>
        </Popover.Dropdown>
      </Popover>
      <MoveVisit visitId={visit.id} isOpen={isMoving} close={() => setMoving(false)} />
    </>
  );
}
