import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readAppointmentOptions } from '../api/generated/@tanstack/react-query.gen.ts';
import type { Appointment } from '../api/generated/types.gen.ts';
import { Refusal } from '../api/refusal.ts';
import { freeTimesQuery } from '../lib/free-times.ts';
import { addDays, useTimes } from '../lib/time.ts';
import { moveVisit, refreshVisits } from '../lib/visits.ts';
import { Answer, Lines } from './answer.tsx';
import type { VisitDialogProps } from './cancel-visit.tsx';
import { FreeTimes } from './free-times.tsx';
import { NextFreeDay } from './next-free-day.tsx';
import { StillTrying } from './still-trying.tsx';
import { TimeRefused } from './time-refused.tsx';
import { WeekStrip } from './week-strip.tsx';
import classes from './move-visit.module.css';

/** Finds another time for a visit with the same doctor; for its patient, its doctor and the desk. */
export function MoveVisit({ visitId, isOpen, close, done }: VisitDialogProps) {
  const { t } = useLingui();
  const isPhone = useMediaQuery('(max-width: 36em)');
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t`Choose another time`}
      size="lg"
      fullScreen={isPhone}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <Chooser visitId={visitId} close={close} done={done} />
    </Modal>
  );
}

function Chooser({ visitId, close, done }: Omit<VisitDialogProps, 'isOpen'>) {
  const visit = useQuery(readAppointmentOptions({ path: { appointment_id: visitId } }));
  return (
    <Answer of={visit} skeleton={<Lines count={4} />}>
      {(seen) => (
        <ChooseTime
          visit={seen}
          close={close}
          look={() => void visit.refetch()}
          done={() => {
            close();
            done?.();
          }}
        />
      )}
    </Answer>
  );
}

interface ChooseTimeProps {
  visit: Appointment;
  close(): void;
  /** Reads the visit anew, because it has changed. */
  look(): void;
  done(): void;
}

function ChooseTime({ visit, close, look, done }: ChooseTimeProps) {
  const { t } = useLingui();
  const times = useTimes();
  const today = times.today();
  const oldDay = later(times.dayOf(visit.appointment_datetime), today);
  const [first, setFirst] = useState(() => later(addDays(oldDay, -2), today));
  const [day, setDay] = useState(oldDay);
  const [chosen, setChosen] = useState<string>();

  const wish = { doctor_id: visit.doctor.id, duration: visit.duration, appointment_id: visit.id };
  const free = useQuery(freeTimesQuery({ ...wish, from: first, days: 7 }));
  const moving = useMutation({
    mutationFn: (start: string) => moveVisit(visit, start),
    onSuccess(moved) {
      void refreshVisits();
      notifications.show({
        message: t`The visit is moved to ${times.dayAndTime(moved.appointment_datetime)}.`,
      });
      done();
    },
    onError(error) {
      if (error instanceof Refusal && error.status === 412) look();
      void free.refetch();
    },
  });

  const choose = (start: string) => {
    moving.reset();
    setChosen(start);
  };
  const turnTo = (to: string) => {
    setFirst(to);
    setDay(to);
  };
  return (
    <Stack>
      <WeekStrip
        first={first}
        chosen={day}
        choose={setDay}
        turnTo={turnTo}
        freeOn={(of) => free.data && (free.data.get(of)?.length ?? 0)}
        earliest={today}
      />
      <Answer of={free} skeleton={<Lines height={44} />}>
        {(byDay) =>
          byDay.size === 0 ? (
            <NextFreeDay {...wish} after={addDays(first, 7)} turnTo={turnTo} />
          ) : (
            <FreeTimes
              times={(byDay.get(day) ?? []).filter(({ start }) => start !== visit.appointment_datetime)}
              chosen={chosen}
              choose={({ start }) => choose(start)}
            />
          )
        }
      </Answer>
      <div className={classes.foot}>
        <p className={classes.change}>
          <s>{times.dayAndTime(visit.appointment_datetime)}</s>
          {chosen && <strong>{times.dayAndTime(chosen)}</strong>}
        </p>
        <div className={classes.buttons}>
          <Button variant="default" onClick={close}>
            <Trans>Back</Trans>
          </Button>
          <Button
            disabled={chosen === undefined}
            loading={moving.isPending}
            onClick={() => chosen !== undefined && moving.mutate(chosen)}
          >
            <Trans>Move the visit</Trans>
          </Button>
        </div>
        <StillTrying isTrying={moving.isPending && moving.failureCount > 0} />
        {moving.isError && (
          <TimeRefused error={moving.error} title={<Trans>Not moved</Trans>} choose={choose} />
        )}
      </div>
    </Stack>
  );
}

function later(day: string, other: string): string {
  return day > other ? day : other;
}
