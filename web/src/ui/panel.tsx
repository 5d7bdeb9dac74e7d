import { Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import classes from './panel.module.css';

interface PanelProps {
  title?: ReactNode;
  /** A word of explanation under the title. */
  hint?: ReactNode;
  /** Links or buttons at the end of the title's line. */
  actions?: ReactNode;
  /** `accent` for the one thing that matters most on a page, `danger` for what must not be missed. */
  tone?: 'plain' | 'accent' | 'danger' | 'sunken';
  /** Without the padding, for lists that go to the edge. */
  isFlush?: boolean;
  children?: ReactNode;
}

/** A card that holds one subject. */
export function Panel({ title, hint, actions, tone = 'plain', isFlush = false, children }: PanelProps) {
  const id = useId();
  return (
    <section
      className={classes.panel}
      data-tone={tone}
      data-flush={isFlush || undefined}
      aria-labelledby={title ? id : undefined}
    >
      {title && (
        <header className={classes.header}>
          <div>
            <Title order={2} id={id}>
              {title}
            </Title>
            {hint && <p className={classes.hint}>{hint}</p>}
          </div>
          {actions}
        </header>
      )}
      {children}
    </section>
  );
}
