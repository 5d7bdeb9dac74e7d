import { Trans } from '@lingui/react/macro';
import { Button, type MantineSize } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useLingui } from '@lingui/react';
import { useMutation } from '@tanstack/react-query';
import { ifUnchanged } from '../api/etags.ts';
import { markArrival, takeBackArrival } from '../api/generated/sdk.gen.ts';
import type { Appointment } from '../api/generated/types.gen.ts';
import { useMe } from '../lib/me.ts';
import { sentenceOf } from '../lib/refusal-words.ts';
import { useTimes } from '../lib/time.ts';
import { hasBegun, mayChange, refreshVisits } from '../lib/visits.ts';
import { StatusButton } from './status-button.tsx';

/** For doctors and the desk: what becomes of the visit, on its day and after. */
export function StaffActions({ visit, size = 'md' }: { visit: Appointment; size?: MantineSize }) {
  const me = useMe();
  const times = useTimes();
  const isToday = times.dayOf(visit.appointment_datetime) === times.today();
  const isDue = hasBegun(visit);
  const isOpen = mayChange(visit, me);
  const isUndoable = visit.status === 'cancelled' || visit.status === 'no_show';
  return (
    <>
      {isOpen && isToday && <Arrival visit={visit} size={size} />}
      {isOpen && isToday && (
        <StatusButton size={size} visit={visit} status="in_progress">
          <Trans>Begin</Trans>
        </StatusButton>
      )}
      {visit.status === 'in_progress' && (
        <StatusButton size={size} visit={visit} status="completed" variant="filled">
          <Trans>Complete</Trans>
        </StatusButton>
      )}
      {isOpen && isDue && (
        <StatusButton size={size} visit={visit} status="no_show">
          <Trans>Has not come</Trans>
        </StatusButton>
      )}
      {isUndoable && me.role === 'ADMIN' && (
        <StatusButton size={size} visit={visit} status="scheduled">
          <Trans>Take this back</Trans>
        </StatusButton>
      )}
    </>
  );
}

function Arrival({ visit, size }: { visit: Appointment; size: MantineSize }) {
  const { i18n } = useLingui();
  const isHere = visit.arrived_at !== null;
  const noting = useMutation({
    mutationFn: () => {
      const call = isHere ? takeBackArrival : markArrival;
      return call({
        path: { appointment_id: visit.id },
        headers: ifUnchanged(visit),
        throwOnError: true,
      });
    },
    onError: (error) => notifications.show({ color: 'danger', message: i18n._(sentenceOf(error)) }),
    onSettled: refreshVisits,
  });
  return (
    <Button variant="default" size={size} loading={noting.isPending} onClick={() => noting.mutate()}>
      {isHere ? <Trans>Is not here after all</Trans> : <Trans>Is here</Trans>}
    </Button>
  );
}
