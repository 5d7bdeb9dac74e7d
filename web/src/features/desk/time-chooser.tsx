import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, NativeSelect, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { IconClockEdit } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readBoardOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { freeTimesQuery } from '../../lib/free-times.ts';
import { addDays, instantAt, useTimes } from '../../lib/time.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { FreeTimes } from '../../ui/free-times.tsx';
import { NextFreeDay } from '../../ui/next-free-day.tsx';
import { WeekStrip } from '../../ui/week-strip.tsx';
import classes from './time-chooser.module.css';

const LENGTHS = [15, 20, 30, 45, 60, 90, 120, 180, 240];

/** With whom, when and how long; not all of it need be chosen yet. */
export interface Wish {
  doctor_id: string | undefined;
  /** Of the clinic, `YYYY-MM-DD`. */
  day: string;
  /** The instant; undefined while none is chosen. */
  start: string | undefined;
  /** Minutes. */
  duration: number;
  /** Why it is to be then although it is not offered; undefined: only what is offered is wanted. */
  override_reason: string | undefined;
}

interface TimeChooserProps {
  wish: Wish;
  onChange(wish: Wish): void;
  /** A visit that is to be moved: its own time counts as free, and is not offered. */
  moved?: Appointment;
}

/** Finds a time: doctor, length, day and what is free then, or another time with a reason. */
export function TimeChooser({ wish, onChange, moved }: TimeChooserProps) {
  const { t } = useLingui();
  const times = useTimes();
  const today = times.today();
  const [first, setFirst] = useState(() => later(addDays(wish.day, -2), today));
  const board = useQuery(readBoardOptions({ query: { date: wish.day } }));
  const { doctor_id, duration, day, start } = wish;
  const wanted = {
    doctor_id: doctor_id ?? '',
    duration,
    ...(moved && { appointment_id: moved.id }),
  };
  const free = useQuery({
    ...freeTimesQuery({ ...wanted, from: first, days: 7 }),
    enabled: doctor_id !== undefined,
  });
  const isOwn = (time: string) =>
    moved?.appointment_datetime === time && moved.doctor.id === doctor_id && moved.duration === duration;
  const choose = (change: Partial<Wish>) => onChange({ ...wish, start: undefined, ...change });
  const turnTo = (to: string) => {
    setFirst(to);
    choose({ day: to });
  };
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label={t`Doctor`}
          placeholder={t`Choose a doctor`}
          searchable
          nothingFoundMessage={t`Nobody is found`}
          value={doctor_id ?? null}
          onChange={(id) => choose({ doctor_id: id ?? undefined })}
          data={(board.data?.doctors ?? [])
            .filter(({ id, is_bookable }) => is_bookable || id === doctor_id)
            .map(({ id, full_name }) => ({ value: id, label: full_name }))}
          allowDeselect={false}
        />
        <NativeSelect
          label={t`Length`}
          value={duration}
          onChange={({ currentTarget: { value } }) => choose({ duration: Number(value) })}
        >
          {[...new Set([...LENGTHS, duration])]
            .toSorted((a, b) => a - b)
            .map((minutes) => (
              <option key={minutes} value={minutes}>
                {t`${minutes} minutes`}
              </option>
            ))}
        </NativeSelect>
      </SimpleGrid>
      {doctor_id !== undefined && (
        <>
          <WeekStrip
            first={first}
            chosen={day}
            choose={(to) => choose({ day: to })}
            turnTo={turnTo}
            freeOn={(of) => free.data && (free.data.get(of)?.length ?? 0)}
            earliest={today}
          />
          {wish.override_reason === undefined ? (
            <>
              <Answer of={free} skeleton={<Lines height={44} />}>
                {(byDay) =>
                  byDay.size === 0 ? (
                    <NextFreeDay {...wanted} after={addDays(first, 7)} turnTo={turnTo} />
                  ) : (
                    <FreeTimes
                      times={(byDay.get(day) ?? []).filter((time) => !isOwn(time.start))}
                      chosen={start}
                      choose={(time) => onChange({ ...wish, start: time.start })}
                    />
                  )
                }
              </Answer>
              <div>
                <Button
                  variant="subtle"
                  size="sm"
                  leftSection={<IconClockEdit size={18} stroke={1.8} aria-hidden />}
                  onClick={() => onChange({ ...wish, override_reason: '' })}
                >
                  <Trans>A time that is not offered</Trans>
                </Button>
              </div>
            </>
          ) : (
            <OtherTime wish={wish} onChange={onChange} />
          )}
        </>
      )}
    </Stack>
  );
}

/** Against hours, breaks and absences, for administrators; two visits never overlap all the same. */
function OtherTime({ wish, onChange }: Pick<TimeChooserProps, 'wish' | 'onChange'>) {
  const { t } = useLingui();
  const times = useTimes();
  const { day, start, duration, override_reason = '' } = wish;
  const [time, setTime] = useState(() => (start === undefined ? '' : times.time(start)));
  const isNone = time !== '' && instantAt(times.time_zone, day, time) === undefined;
  return (
    <fieldset className={classes.other}>
      <legend>
        <Trans>A time that is not offered</Trans>
      </legend>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          type="time"
          label={t`Time`}
          description={<Plural value={duration} one="# minute" other="# minutes" />}
          value={time}
          error={isNone && t`The clocks skip this time.`}
          onChange={({ currentTarget: { value } }) => {
            setTime(value);
            onChange({ ...wish, start: instantAt(times.time_zone, day, value) });
          }}
        />
        <TextInput
          label={t`Why`}
          description={t`Stands in the history.`}
          maxLength={500}
          value={override_reason}
          onChange={({ currentTarget: { value } }) => onChange({ ...wish, override_reason: value })}
        />
      </SimpleGrid>
      <Button
        variant="subtle"
        size="sm"
        onClick={() => onChange({ ...wish, start: undefined, override_reason: undefined })}
      >
        <Trans>Back to the free times</Trans>
      </Button>
    </fieldset>
  );
}

export type WholeWish = Wish & { doctor_id: string; start: string };

/** Whether it can be sent: an override wants a reason. */
export function isWhole(wish: Wish): wish is WholeWish {
  return wish.doctor_id !== undefined && wish.start !== undefined && wish.override_reason?.trim() !== '';
}

function later(day: string, other: string): string {
  return day > other ? day : other;
}
