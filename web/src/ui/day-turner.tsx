import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { addDays, useTimes } from '../lib/time.ts';
import classes from './day-turner.module.css';

interface DayTurnerProps {
  day: string;
  turn(day: string): void;
  /** Days to turn by; one unless told. */
  by?: 1 | 7;
}

/** Back, forth, to a day that is picked, and home to today. */
export function DayTurner({ day, turn, by = 1 }: DayTurnerProps) {
  const { t } = useLingui();
  const today = useTimes().today();
  return (
    <div className={classes.turner}>
      {day !== today && (
        <Button variant="subtle" className={classes.home} onClick={() => turn(today)}>
          <Trans>To today</Trans>
        </Button>
      )}
      <ActionIcon
        variant="default"
        aria-label={by === 1 ? t`The day before` : t`The week before`}
        onClick={() => turn(addDays(day, -by))}
      >
        <IconChevronLeft size={20} className={classes.arrow} />
      </ActionIcon>
      <TextInput
        type="date"
        aria-label={t`Day`}
        value={day}
        onChange={({ currentTarget: { value } }) => value && turn(value)}
        className={classes.day}
      />
      <ActionIcon
        variant="default"
        aria-label={by === 1 ? t`The day after` : t`The week after`}
        onClick={() => turn(addDays(day, by))}
      >
        <IconChevronRight size={20} className={classes.arrow} />
      </ActionIcon>
    </div>
  );
}
