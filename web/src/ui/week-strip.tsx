import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { ActionIcon, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { daysFrom } from '../lib/free-times.ts';
import { addDays, useTimes } from '../lib/time.ts';
import classes from './week-strip.module.css';

interface WeekStripProps {
  /** The first of the seven days that are shown. */
  first: string;
  /** The day that is chosen; none where all seven are shown anyway. */
  chosen?: string | undefined;
  choose?: ((day: string) => void) | undefined;
  /** Shows the seven days from this one on. */
  turnTo(first: string): void;
  /** How many times are free on a day; undefined while that is not known. */
  freeOn?(day: string): number | undefined;
  /** Days before it cannot be chosen: usually today. */
  earliest?: string;
}

/** Seven days to choose from, with arrows to the weeks before and after. */
export function WeekStrip({ first, chosen, choose, turnTo, freeOn, earliest }: WeekStripProps) {
  const { t } = useLingui();
  const times = useTimes();
  const last = addDays(first, 6);
  const isEarliest = earliest !== undefined && first <= earliest;
  const before = addDays(first, -7);
  return (
    <div>
      <div className={classes.head}>
        <ActionIcon
          className={classes.arrow}
          aria-label={t`Earlier days`}
          disabled={isEarliest}
          onClick={() => turnTo(earliest !== undefined && before < earliest ? earliest : before)}
        >
          <IconChevronLeft size={22} stroke={1.7} />
        </ActionIcon>
        <p className={classes.range} aria-live="polite">
          {times.range(first, last)}
        </p>
        <ActionIcon
          className={classes.arrow}
          aria-label={t`Later days`}
          onClick={() => turnTo(addDays(first, 7))}
        >
          <IconChevronRight size={22} stroke={1.7} />
        </ActionIcon>
      </div>
      {choose && (
        <ul className={classes.days}>
          {daysFrom(first, 7).map((day) => (
            <li key={day}>
              <Day
                day={day}
                isChosen={day === chosen}
                isOver={earliest !== undefined && day < earliest}
                free={freeOn?.(day)}
                choose={choose}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface DayProps {
  day: string;
  isChosen: boolean;
  isOver: boolean;
  free: number | undefined;
  choose(day: string): void;
}

function Day({ day, isChosen, isOver, free, choose }: DayProps) {
  const { t } = useLingui();
  const times = useTimes();
  const { day: number, weekday } = times.leaf(day);
  const name = times.longDay(day);
  const howMany =
    free === undefined ? '' : plural(free, { 0: 'nothing free', one: '# time free', other: '# times free' });
  return (
    <UnstyledButton
      className={classes.day}
      aria-pressed={isChosen}
      disabled={isOver}
      data-free={free ? true : undefined}
      onClick={() => choose(day)}
    >
      <span aria-hidden>{weekday}</span>
      <strong aria-hidden>{number}</strong>
      <VisuallyHidden>{free === undefined ? name : t`${name}, ${howMany}`}</VisuallyHidden>
    </UnstyledButton>
  );
}
