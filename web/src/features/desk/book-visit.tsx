import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Group, NativeSelect, SimpleGrid, Stack, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { bookAppointment } from '../../api/generated/sdk.gen.ts';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { TYPE_WORDS } from '../../lib/visit-words.ts';
import { refreshVisits } from '../../lib/visits.ts';
import { StillTrying } from '../../ui/still-trying.tsx';
import { TimeRefused } from '../../ui/time-refused.tsx';
import type { Booking, Person } from './book-dialog.tsx';
import { PersonLine } from './person-choices.tsx';
import { isWhole, TimeChooser, type WholeWish, type Wish } from './time-chooser.tsx';
import classes from './person-choices.module.css';

type Type = Appointment['appointment_type'];

interface BookVisitProps {
  patient: Person;
  booking: Booking;
  /** To another patient. */
  change(): void;
  close(): void;
}

/** With whom, when and why, for a patient who is known. */
export function BookVisit({ patient, booking, change, close }: BookVisitProps) {
  const { t, i18n } = useLingui();
  const times = useTimes();
  const [wish, setWish] = useState(() => wishOf(booking, times.today(), times.dayOf));
  const [reason, setReason] = useState('');
  const [type, setType] = useState<Type>('consultation');
  const [isUrgent, setUrgent] = useState(false);
  const [isMissingReason, setMissingReason] = useState(false);

  const sending = useMutation({
    async mutationFn({ doctor_id, start, duration, override_reason }: WholeWish) {
      const { data } = await bookAppointment({
        body: {
          patient_id: patient.id,
          doctor_id,
          appointment_datetime: start,
          duration,
          reason: reason.trim(),
          appointment_type: type,
          is_urgent: isUrgent,
          ...(override_reason !== undefined && {
            override: true,
            override_reason: override_reason.trim(),
          }),
        },
        throwOnError: true,
      });
      return data;
    },
    onSuccess(visit) {
      const when = times.dayAndTime(visit.appointment_datetime);
      notifications.show({ message: t`${patient.full_name} is booked: ${when}, ${visit.doctor.full_name}.` });
      close();
    },
    onSettled: refreshVisits,
  });
  const choose = (next: Wish) => {
    sending.reset();
    setWish(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissingReason(reason.trim() === '');
    if (reason.trim() !== '' && isWhole(wish) && !sending.isPending) sending.mutate(wish);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <div className={classes.chosen}>
          <PersonLine person={patient} />
          <Button variant="subtle" size="sm" onClick={change}>
            <Trans>Change</Trans>
          </Button>
        </div>
        <TimeChooser wish={wish} onChange={choose} />
        <Textarea
          label={t`Reason`}
          minRows={2}
          maxLength={2000}
          value={reason}
          error={isMissingReason && reason.trim() === '' && t`Please fill this in.`}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: 'end' }}>
          <NativeSelect
            label={t`Kind of visit`}
            value={type}
            onChange={({ currentTarget: { value } }) => setType(value as Type)}
            data={Object.entries(TYPE_WORDS).map(([value, word]) => ({ value, label: i18n._(word) }))}
          />
          <Checkbox
            label={t`Urgent`}
            checked={isUrgent}
            onChange={({ currentTarget }) => setUrgent(currentTarget.checked)}
            mb="xs"
          />
        </SimpleGrid>
        <StillTrying isTrying={sending.isPending && sending.failureCount > 0} />
        {sending.isError && (
          <TimeRefused
            error={sending.error}
            title={<Trans>Not booked</Trans>}
            choose={(start) =>
              choose({ ...wish, start, day: times.dayOf(start), override_reason: undefined })
            }
          />
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            <Trans>Back</Trans>
          </Button>
          <Button type="submit" disabled={!isWhole(wish)} loading={sending.isPending}>
            {isWhole(wish) ? <Trans>Book {times.dayAndTime(wish.start)}</Trans> : <Trans>Book</Trans>}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function wishOf({ place, day }: Booking, today: string, dayOf: (instant: string) => string): Wish {
  const start = place && new Date(place.start).toISOString().replace('.000Z', 'Z');
  const wanted = start === undefined ? (day ?? today) : dayOf(start);
  return {
    doctor_id: place?.doctor_id,
    day: wanted < today ? today : wanted,
    start,
    duration: 30,
    override_reason: undefined,
  };
}
