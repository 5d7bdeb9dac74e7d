import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { freeTimesQuery } from '../lib/free-times.ts';
import { useTimes } from '../lib/time.ts';
import { Answer, Lines } from './answer.tsx';
import { Notice } from './notice.tsx';

interface NextFreeDayProps {
  doctor_id: string;
  duration?: number;
  appointment_id?: string;
  /** The first day that has not been looked at. */
  after: string;
  turnTo(day: string): void;
}

/** Where a week has no free time: the next day that has one, within a month. */
export function NextFreeDay({ after, turnTo, ...wish }: NextFreeDayProps) {
  const times = useTimes();
  const month = useQuery(freeTimesQuery({ ...wish, from: after, days: 31 }));
  return (
    <Answer of={month} skeleton={<Lines count={1} />}>
      {(byDay) => {
        const [next] = byDay.keys();
        if (next === undefined)
          return (
            <Notice>
              <Trans>No time is free within five weeks. Please ask the clinic, or look further ahead.</Trans>
            </Notice>
          );
        return (
          <Notice
            action={
              <Button size="sm" variant="light" onClick={() => turnTo(next)}>
                {times.shortDay(next)}
              </Button>
            }
          >
            <Trans>No time is free in these days. The next free day:</Trans>
          </Notice>
        );
      }}
    </Answer>
  );
}
