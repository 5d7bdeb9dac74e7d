import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Modal, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readAppointmentOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { Refusal } from '../../api/refusal.ts';
import { useTimes } from '../../lib/time.ts';
import { moveVisit, refreshVisits } from '../../lib/visits.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { DoctorLink, PatientLink } from '../../ui/person-link.tsx';
import { StillTrying } from '../../ui/still-trying.tsx';
import { TimeRefused } from '../../ui/time-refused.tsx';
import type { Place } from './board-geometry.ts';
import { isWhole, TimeChooser, type WholeWish, type Wish } from './time-chooser.tsx';

interface MoveDialogProps {
  /** Undefined: closed. */
  visitId: string | undefined;
  /** Where it was to go, when the server has refused it there: the reason is asked for. */
  against?: Place | undefined;
  close(): void;
}

/** Moves a visit to another time or doctor, without dragging and, with a reason, against hours and absences. */
export function MoveDialog({ visitId, against, close }: MoveDialogProps) {
  const { t } = useLingui();
  const isPhone = useMediaQuery('(max-width: 36em)');
  return (
    <Modal
      opened={visitId !== undefined}
      onClose={close}
      title={t`Move the visit`}
      size="lg"
      fullScreen={isPhone}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {visitId !== undefined && <Chooser visitId={visitId} against={against} close={close} />}
    </Modal>
  );
}

function Chooser({ visitId, against, close }: MoveDialogProps & { visitId: string }) {
  const visit = useQuery(readAppointmentOptions({ path: { appointment_id: visitId } }));
  return (
    <Answer of={visit} skeleton={<Lines count={4} />}>
      {(seen) => (
        <ChoosePlace visit={seen} against={against} close={close} look={() => void visit.refetch()} />
      )}
    </Answer>
  );
}

interface ChoosePlaceProps {
  visit: Appointment;
  against: Place | undefined;
  close(): void;
  /** Reads the visit anew, because it has changed. */
  look(): void;
}

function ChoosePlace({ visit, against, close, look }: ChoosePlaceProps) {
  const { t } = useLingui();
  const times = useTimes();
  const { patient, doctor, appointment_datetime: oldStart, duration } = visit;
  const [wish, setWish] = useState<Wish>(() => {
    const start = against && new Date(against.start).toISOString();
    const oldDay = times.dayOf(start ?? oldStart);
    const today = times.today();
    return {
      doctor_id: against?.doctor_id ?? doctor.id,
      day: oldDay < today ? today : oldDay,
      start,
      duration,
      override_reason: against && '',
    };
  });
  const moving = useMutation({
    mutationFn: ({ doctor_id, start, ...to }: WholeWish) =>
      moveVisit(visit, start, {
        doctor_id,
        duration: to.duration,
        override_reason: to.override_reason?.trim(),
      }),
    onSuccess(moved) {
      void refreshVisits();
      const when = times.dayAndTime(moved.appointment_datetime);
      notifications.show({
        message: t`${patient.full_name} is moved to ${when}, ${moved.doctor.full_name}.`,
      });
      close();
    },
    onError(error) {
      if (error instanceof Refusal && error.status === 412) look();
      void refreshVisits();
    },
  });
  const change = (next: Wish) => {
    moving.reset();
    setWish(next);
  };
  return (
    <Stack>
      <p style={{ margin: 0 }}>
        <strong>
          <PatientLink patient={patient} />
        </strong>
        <br />
        <span className="numbers">
          {times.dayAndTime(oldStart)}, <DoctorLink doctor={doctor} />
        </span>
      </p>
      <TimeChooser wish={wish} onChange={change} moved={visit} />
      <StillTrying isTrying={moving.isPending && moving.failureCount > 0} />
      {moving.isError && (
        <TimeRefused
          error={moving.error}
          title={<Trans>Not moved</Trans>}
          choose={(start) => change({ ...wish, start, day: times.dayOf(start), override_reason: undefined })}
        />
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={close}>
          <Trans>Back</Trans>
        </Button>
        <Button
          disabled={!isWhole(wish)}
          loading={moving.isPending}
          onClick={() => isWhole(wish) && moving.mutate(wish)}
        >
          <Trans>Move the visit</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
