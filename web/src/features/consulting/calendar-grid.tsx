import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type CSSProperties } from 'react';
import { readAppointment } from '../../api/generated/sdk.gen.ts';
import type { Appointment, AvailabilitySlot, Unavailability } from '../../api/generated/types.gen.ts';
import { freeTimesQuery, type FreeTime } from '../../lib/free-times.ts';
import { useTimes } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { moveVisit, refreshVisits } from '../../lib/visits.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { absencesOn, hoursOn, inLanes, minuteOf, nearest, rangeOf, type Band } from './calendar-geometry.ts';
import { CalendarVisit } from './calendar-visit.tsx';
import { useVisitDrag, type Place } from './use-visit-drag.ts';
import classes from './calendar-grid.module.css';

interface CalendarGridProps {
  doctorId: string;
  days: readonly string[];
  week: readonly AvailabilitySlot[];
  absences: readonly Unavailability[];
  visits: readonly Appointment[];
}

/** Of an hour, in rem. */
const HOUR = 5.25;

/** Days side by side by one clock. Only times that are offered take a visit that is dragged. */
export function CalendarGrid({ doctorId, days, week, absences, visits }: CalendarGridProps) {
  const { t } = useLingui();
  const times = useTimes();
  const client = useQueryClient();
  const now = useNow();
  const [dropped, setDropped] = useState<Appointment>();
  const [asked, setAsked] = useState<{ visit: Appointment; to: FreeTime }>();
  const columns = days.map((day) => ({
    day,
    hours: hoursOn(day, week),
    away: absencesOn(day, absences),
    visits: inLanes(
      visits
        .filter((visit) => times.dayOf(visit.appointment_datetime) === day)
        .map((visit) => {
          const from = minuteOf(times.time(visit.appointment_datetime));
          return { visit, from, to: from + visit.duration };
        }),
    ),
  }));
  const range = rangeOf(columns.flatMap(({ hours, visits: placed }) => [...hours, ...placed]));

  const freeTimesFor = (visit: Appointment | undefined) =>
    freeTimesQuery({
      doctor_id: doctorId,
      from: days[0]!,
      days: days.length,
      duration: visit?.duration ?? 30,
      ...(visit && { appointment_id: visit.id }),
    });
  const ask = async (visit: Appointment, place: Place) => {
    setDropped(visit);
    const { select, ...query } = freeTimesFor(visit);
    const found = await client.fetchQuery(query).then(select, () => undefined);
    setDropped(undefined);
    const to = nearest(found?.get(place.day) ?? [], place.minute);
    if (to && to.start !== visit.appointment_datetime) setAsked({ visit, to });
  };

  const { frame, dragged, over } = useVisitDrag({
    visits,
    minuteAt: (share) => range.from + share * (range.to - range.from),
    drop: (visit, place) => void ask(visit, place),
  });
  // Who drops before the free times have come waits for them.
  const held = dragged ?? dropped;
  const free = useQuery({ ...freeTimesFor(held), enabled: held !== undefined });
  const aim = dragged && over && nearest(free.data?.get(over.day) ?? [], over.minute);
  const at = ({ from, to }: Band): CSSProperties => ({
    top: `${((from - range.from) / 60) * HOUR}rem`,
    height: `${((to - from) / 60) * HOUR}rem`,
  });
  const hours = Array.from({ length: (range.to - range.from) / 60 }, (_, index) => range.from + index * 60);
  const present = minuteOf(times.time(new Date(now).toISOString()));
  return (
    <>
      <div className={classes.scroll} ref={frame}>
        <div
          className={classes.grid}
          style={{ '--days': days.length, '--hour': `${HOUR}rem` } as CSSProperties}
        >
          <div className={classes.axis} aria-hidden>
            {hours.map((minute) => (
              <span key={minute} style={{ top: `${((minute - range.from) / 60) * HOUR}rem` }}>
                {String(minute / 60).padStart(2, '0')}:00
              </span>
            ))}
          </div>
          {columns.map(({ day, hours: open, away, visits: placed }) => (
            <section key={day} className={classes.column} aria-label={times.longDay(day)}>
              <h2 className={classes.head} data-today={day === times.today() || undefined}>
                {times.shortDay(day)}
              </h2>
              <div
                className={classes.day}
                data-day={day}
                style={{ height: `${((range.to - range.from) / 60) * HOUR}rem` }}
              >
                {open.map((band) => (
                  <div key={band.from} className={classes.open} style={at(band)} />
                ))}
                {away.map((absence) => (
                  <div key={absence.id} className={classes.away} style={at(clip(absence, range))}>
                    <span>{absence.reason || t`Absent`}</span>
                  </div>
                ))}
                {dragged &&
                  (free.data?.get(day) ?? []).map((time) => (
                    <div
                      key={time.start}
                      className={classes.free}
                      data-aimed={time === aim || undefined}
                      style={at(bandOf(time, dragged.duration))}
                    />
                  ))}
                {day === times.today() && present >= range.from && present <= range.to && (
                  <div className={classes.now} style={at({ from: present, to: present })} />
                )}
                {placed.map(({ visit, lane, lanes, from, to }) => (
                  <CalendarVisit
                    key={visit.id}
                    visit={visit}
                    now={now}
                    isDragged={dragged?.id === visit.id}
                    style={{
                      ...at({ from, to }),
                      insetInlineStart: `${(lane / lanes) * 100}%`,
                      width: `${100 / lanes}%`,
                    }}
                  />
                ))}
              </div>
            </section>
          ))}
        </div>
      </div>
      <Confirm
        isOpen={asked !== undefined}
        close={() => setAsked(undefined)}
        title={t`Move the visit?`}
        label={<Trans>Move it</Trans>}
        act={async () => {
          const path = { appointment_id: asked!.visit.id };
          const { data: seen } = await readAppointment({ path, throwOnError: true });
          return moveVisit(seen, asked!.to.start);
        }}
        done={() => void refreshVisits()}
      >
        {asked && (
          <Trans>
            {asked.visit.patient.full_name}: from {times.dayAndTime(asked.visit.appointment_datetime)} to{' '}
            {times.dayAndTime(asked.to.start)}. The patient is told.
          </Trans>
        )}
      </Confirm>
    </>
  );
}

function bandOf({ local_start }: FreeTime, duration: number): Band {
  const from = minuteOf(local_start.slice(11, 16));
  return { from, to: from + duration };
}

function clip({ from, to }: Band, range: Band): Band {
  return { from: Math.max(from, range.from), to: Math.min(to, range.to) };
}
