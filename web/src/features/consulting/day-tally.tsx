import { Plural, Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Standing, Tally } from './day-order.ts';
import classes from './day-tally.module.css';

/** How many wait, are late, are to come and are done. */
export function DayTally({ tally }: { tally: Tally }) {
  const words: [Standing, ReactNode][] = [
    ['waiting', <Plural key="w" value={tally.waiting} one="waiting" other="waiting" />],
    ['late', <Plural key="l" value={tally.late} one="late" other="late" />],
    ['unsettled', <Trans key="u">without an end</Trans>],
    ['coming', <Trans key="c">to come</Trans>],
    ['done', <Trans key="d">completed</Trans>],
    ['off', <Trans key="o">cancelled or missed</Trans>],
  ];
  return (
    <ul className={classes.tally}>
      {words
        .filter(([standing]) => tally[standing] > 0)
        .map(([standing, word]) => (
          <li key={standing} data-standing={standing}>
            <strong className="numbers">{tally[standing]}</strong> <span>{word}</span>
          </li>
        ))}
    </ul>
  );
}
