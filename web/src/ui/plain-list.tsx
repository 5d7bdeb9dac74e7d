import type { ReactNode } from 'react';
import classes from './plain-list.module.css';

/** A list of lines without marks. */
export function PlainList({ children, label }: { children: ReactNode; label?: string }) {
  return (
    <ul className={classes.list} aria-label={label}>
      {children}
    </ul>
  );
}
