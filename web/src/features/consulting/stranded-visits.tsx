import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listAppointmentsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { readAppointment } from '../../api/generated/sdk.gen.ts';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { freeTimesQuery } from '../../lib/free-times.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { useTimes } from '../../lib/time.ts';
import { COMING } from '../../lib/visit-statuses.ts';
import { moveVisit, refreshVisits, setVisitStatus } from '../../lib/visits.ts';
import { CancelVisit } from '../../ui/cancel-visit.tsx';
import { MoveVisit } from '../../ui/move-visit.tsx';
import { Panel } from '../../ui/panel.tsx';
import { VisitLine } from '../../ui/visit-line.tsx';
import { offersFor } from './offers.ts';

const MOST = 100;
/** As far as one question to the server reaches. */
const DAYS_AHEAD = 31;

/** Visits at which the doctor does not work any more, and one press for each: another time, none, or as it is. */
export function StrandedVisits({ doctorId }: { doctorId: string }) {
  const times = useTimes();
  const today = times.today();
  const stranded = useQuery(
    listAppointmentsOptions({
      query: {
        doctor_id: doctorId,
        needs_reschedule: true,
        status: COMING,
        date_from: today,
        ordering: 'appointment_datetime',
        page_size: MOST,
      },
    }),
  );
  const visits = stranded.data?.results ?? [];
  const offers = useOffers(doctorId, visits);
  if (visits.length === 0) return null;
  return (
    <Panel
      title={
        <Plural value={visits.length} one="# visit needs another time" other="# visits need another time" />
      }
      hint={<Trans>The patients have been told that it cannot stay as it is, and wait for you.</Trans>}
      isFlush
    >
      <ul style={{ margin: 0, padding: 0, listStyle: 'none' }}>
        {visits.map((visit) => (
          <li key={visit.id}>
            <VisitLine
              visit={visit}
              who="patient"
              actions={<StrandedActions visit={visit} offer={offers.get(visit.id)} />}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function useOffers(doctor_id: string, visits: readonly Appointment[]): Map<string, string> {
  const today = useTimes().today();
  const first = visits[0]?.appointment_datetime.slice(0, 10) ?? today;
  const from = first > today ? first : today;
  const durations = [...new Set(visits.map(({ duration }) => duration))];
  const free = useQueries({
    queries: durations.map((duration) => freeTimesQuery({ doctor_id, from, days: DAYS_AHEAD, duration })),
  });
  const byDuration = new Map(
    durations.map((duration, index) => [duration, [...(free[index]?.data?.values() ?? [])].flat()]),
  );
  return offersFor(visits, (duration) => byDuration.get(duration) ?? []);
}

function StrandedActions({ visit, offer }: { visit: Appointment; offer: string | undefined }) {
  const { t, i18n } = useLingui();
  const times = useTimes();
  const [dialog, setDialog] = useState<'move' | 'cancel'>();
  const acting = useMutation({
    async mutationFn(act: 'offer' | 'keep') {
      const path = { appointment_id: visit.id };
      const { data: seen } = await readAppointment({ path, throwOnError: true });
      return act === 'keep' ? setVisitStatus(seen, 'confirmed') : moveVisit(seen, offer!);
    },
    onSuccess(changed, act) {
      const time = times.dayAndTime(changed.appointment_datetime);
      notifications.show({
        message:
          act === 'keep'
            ? t`The visit stays on ${time}.`
            : t`Offered: ${time}. The patient can confirm it, move it or cancel it.`,
      });
    },
    onError: (error) => notifications.show({ color: 'red.8', message: i18n._(sentenceOf(error)) }),
    onSettled: refreshVisits,
  });
  const name = visit.patient.full_name;
  const close = () => setDialog(undefined);
  return (
    <Group gap={6} wrap="nowrap">
      <Button
        variant="default"
        size="sm"
        loading={acting.isPending}
        onClick={() => (offer ? acting.mutate('offer') : setDialog('move'))}
      >
        {offer ? <Trans>Offer {times.dayAndTime(offer)}</Trans> : <Trans>Choose a time…</Trans>}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            size="sm"
            px={10}
            aria-label={t`Something else for ${name}`}
            disabled={acting.isPending}
          >
            <IconChevronDown size={18} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('move')}>
            <Trans>Choose another time…</Trans>
          </Menu.Item>
          <Menu.Item onClick={() => acting.mutate('keep')}>
            <Trans>Keep it: I come anyway</Trans>
          </Menu.Item>
          <Menu.Item color="red" onClick={() => setDialog('cancel')}>
            <Trans>Cancel the visit…</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <MoveVisit visitId={visit.id} isOpen={dialog === 'move'} close={close} />
      <CancelVisit visitId={visit.id} isOpen={dialog === 'cancel'} close={close} />
    </Group>
  );
}
