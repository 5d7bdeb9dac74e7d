import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { UnstyledButton } from '@mantine/core';
import { useId, useState } from 'react';
import type { FreeTime } from '../lib/free-times.ts';
import { useTimes } from '../lib/time.ts';
import classes from './free-times.module.css';

interface FreeTimesProps {
  times: readonly FreeTime[];
  /** The `start` of the one that is chosen. */
  chosen?: string | undefined;
  choose(time: FreeTime): void;
}

/** The free times of one day as buttons, morning to evening. */
export function FreeTimes({ times, chosen, choose }: FreeTimesProps) {
  const id = useId();
  if (times.length === 0)
    return (
      <p className={classes.none}>
        <Trans>No time is free on this day.</Trans>
      </p>
    );
  const parts = [
    { name: <Trans>Morning</Trans>, from: 0, until: 12 },
    { name: <Trans>Afternoon</Trans>, from: 12, until: 17 },
    { name: <Trans>Evening</Trans>, from: 17, until: 24 },
  ].map((part) => ({ ...part, times: times.filter((time) => isBetween(hourOf(time), part)) }));
  return (
    <div className={classes.parts}>
      {parts
        .filter((part) => part.times.length > 0)
        .map((part) => (
          <div key={part.from}>
            <p className={classes.part} id={`${id}-${part.from}`}>
              {part.name}
            </p>
            <ul className={classes.times} aria-labelledby={`${id}-${part.from}`}>
              {part.times.map((time) => (
                <li key={time.start}>
                  <TimeButton time={time} isChosen={time.start === chosen} choose={choose} />
                </li>
              ))}
            </ul>
          </div>
        ))}
    </div>
  );
}

interface FreeWeekProps extends FreeTimesProps {
  days: readonly string[];
  timesOf(day: string): readonly FreeTime[];
}

/** As many times a day as a glance takes in; the rest is behind a button. */
const AT_A_GLANCE = 4;

/** The free times of several days side by side; wants about 40 rem of width. */
export function FreeWeek({ days, timesOf, chosen, choose }: Omit<FreeWeekProps, 'times'>) {
  const times = useTimes();
  const [isWhole, setWhole] = useState(false);
  const longest = Math.max(...days.map((day) => timesOf(day).length));
  const rows = isWhole ? longest : Math.min(longest, AT_A_GLANCE);
  const hidden = days.reduce((sum, day) => sum + Math.max(0, timesOf(day).length - rows), 0);
  return (
    <div>
      <div className={classes.week}>
        {days.map((day) => {
          const { day: number, weekday } = times.leaf(day);
          const free = timesOf(day).slice(0, rows);
          return (
            <div key={day}>
              <p className={classes.head} style={{ margin: 0 }} aria-hidden>
                {weekday}
                <strong>{number}</strong>
              </p>
              <ul className={classes.day} aria-label={times.longDay(day)}>
                {free.map((time) => (
                  <li key={time.start}>
                    <TimeButton time={time} isChosen={time.start === chosen} choose={choose} withDay />
                  </li>
                ))}
                {free.length === 0 && (
                  <li>
                    <span className={classes.gap} aria-hidden>
                      –
                    </span>
                  </li>
                )}
              </ul>
            </div>
          );
        })}
      </div>
      {(hidden > 0 || isWhole) && (
        <UnstyledButton className={classes.more} aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? (
            <Trans>Fewer times</Trans>
          ) : (
            <Plural value={hidden} one="# more time" other="# more times" />
          )}
        </UnstyledButton>
      )}
    </div>
  );
}

interface TimeButtonProps {
  time: FreeTime;
  isChosen: boolean;
  choose(time: FreeTime): void;
  /** Whoever hears the button does not see the column that it stands in. */
  withDay?: boolean;
}

function TimeButton({ time, isChosen, choose, withDay = false }: TimeButtonProps) {
  const { t } = useLingui();
  const times = useTimes();
  const clock = times.time(time.start);
  const day = times.longDay(time.start);
  return (
    <UnstyledButton
      className={classes.time}
      aria-pressed={isChosen}
      aria-label={withDay ? t`${clock}, ${day}` : undefined}
      onClick={() => choose(time)}
    >
      {clock}
    </UnstyledButton>
  );
}

function hourOf({ local_start }: FreeTime): number {
  return Number(local_start.slice(11, 13));
}

function isBetween(hour: number, { from, until }: { from: number; until: number }): boolean {
  return hour >= from && hour < until;
}
