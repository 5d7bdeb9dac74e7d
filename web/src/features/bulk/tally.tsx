import type { ReactNode } from 'react';
import { useNumbers } from '../../lib/numbers.ts';
import classes from './tally.module.css';

export interface Count {
  label: ReactNode;
  value: number;
  tone?: 'good' | 'bad' | 'doubt';
}

/** A few numbers that matter, large. */
export function Tally({ counts }: { counts: readonly Count[] }) {
  const number = useNumbers();
  return (
    <dl className={classes.tally}>
      {counts.map(({ label, value, tone }, index) => (
        <div key={index} className={classes.count} data-tone={value > 0 ? tone : undefined}>
          <dt>{label}</dt>
          <dd className="numbers">{number(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
