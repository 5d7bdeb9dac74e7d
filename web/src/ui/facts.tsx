import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** Names and values of one thing, such as a visit's place, length and reason. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

interface FactProps {
  name: ReactNode;
  /** For longer texts: the whole width. */
  isWide?: boolean;
  /** Nothing is shown where there is nothing to say. */
  children: ReactNode;
}

export function Fact({ name, isWide = false, children }: FactProps) {
  if (children === '' || children === null || children === undefined) return null;
  return (
    <div className={classes.fact} data-wide={isWide || undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
