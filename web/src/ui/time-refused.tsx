import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { isPassing, Refusal } from '../api/refusal.ts';
import { sentenceOf } from '../lib/refusal-words.ts';
import { useTimes } from '../lib/time.ts';
import { RequestId } from './answer.tsx';
import { Notice } from './notice.tsx';
import classes from './time-refused.module.css';

interface TimeRefusedProps {
  error: unknown;
  /** What has not happened. */
  title: ReactNode;
  choose(start: string): void;
}

/** Why a visit cannot be then, and the nearest times at which it can. */
export function TimeRefused({ error, title, choose }: TimeRefusedProps) {
  const { i18n } = useLingui();
  const times = useTimes();
  const next = nextFree(error);
  return (
    <Notice tone="danger" title={isPassing(error) ? <Trans>Not sure yet</Trans> : title}>
      {isPassing(error) && <Trans>Pressing again is safe: nothing is done twice.</Trans>}{' '}
      {i18n._(sentenceOf(error))} <RequestId of={error} />
      {next.length > 0 && (
        <>
          {' '}
          <Trans>The next free times:</Trans>
          <ul className={classes.times}>
            {next.map((start) => (
              <li key={start}>
                <Button variant="default" size="sm" onClick={() => choose(start)}>
                  {times.dayAndTime(start)}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Notice>
  );
}

function nextFree(error: unknown): string[] {
  const next = error instanceof Refusal ? error.extra['next_free'] : undefined;
  return Array.isArray(next) ? next.filter((start) => typeof start === 'string') : [];
}
