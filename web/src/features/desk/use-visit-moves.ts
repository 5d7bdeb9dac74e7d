import { useLingui } from '@lingui/react/macro';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { readAppointment } from '../../api/generated/sdk.gen.ts';
import type { Appointment, BoardVisit } from '../../api/generated/types.gen.ts';
import { Refusal } from '../../api/refusal.ts';
import { useTimes } from '../../lib/time.ts';
import { moveVisit, refreshVisits } from '../../lib/visits.ts';
import type { Place } from './board-geometry.ts';

export interface Move {
  visit: BoardVisit;
  from: Place;
  to: Place;
}

/** A visit that has stayed where it was, and why. */
export interface RefusedMove extends Move {
  error: unknown;
}

const nowhere: ReadonlyMap<string, Place> = new Map();

/**
 * Moves of the board: each visit is shown where it is to go, and said to be on its way, until the server has moved it
 * there or refused.
 */
export function useVisitMoves() {
  const { t } = useLingui();
  const times = useTimes();
  const [moving, setMoving] = useState(nowhere);
  const [refused, setRefused] = useState<RefusedMove>();

  const arrive = (id: string) => setMoving((all) => new Map([...all].filter(([visitId]) => visitId !== id)));

  const { mutate } = useMutation({
    mutationFn: send,
    onMutate({ visit, to }) {
      setRefused(undefined);
      setMoving((all) => new Map(all).set(visit.id, to));
    },
    async onSuccess({ patient, appointment_datetime, doctor }) {
      const when = times.dayAndTime(appointment_datetime);
      notifications.show({ message: t`${patient.full_name} is moved to ${when}, ${doctor.full_name}.` });
      await refreshVisits();
    },
    async onError(error, move) {
      setRefused({ ...move, error });
      await refreshVisits();
    },
    onSettled: (_visit, _error, { visit }) => arrive(visit.id),
  });

  return { moving, move: mutate, refused, forgetRefused: () => setRefused(undefined) };
}

/** @throws Refusal the refusals of booking; `stale` when the visit is no longer where it was shown */
async function send({ visit, from, to }: Move): Promise<Appointment> {
  const { data: seen } = await readAppointment({ path: { appointment_id: visit.id }, throwOnError: true });
  const isAt = (place: Place) =>
    seen.doctor.id === place.doctor_id && Date.parse(seen.appointment_datetime) === place.start;
  if (isAt(to)) return seen; // an earlier try did it, whose answer was lost
  if (!isAt(from) || seen.status !== visit.status) throw new Refusal({ code: 'stale', status: 412 });
  return moveVisit(seen, new Date(to.start).toISOString(), { doctor_id: to.doctor_id });
}
