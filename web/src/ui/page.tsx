import { Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useIsLaterPage } from '../lib/navigation-focus.ts';
import classes from './page.module.css';

interface PageProps {
  title: string;
  /** One sentence under the title. */
  lead?: ReactNode;
  /** Small words above the title: where this belongs. */
  kicker?: ReactNode;
  /** Buttons beside the title. */
  actions?: ReactNode;
  /** `wide` for boards and tables, `narrow` for forms. */
  width?: 'narrow' | 'normal' | 'wide';
  children: ReactNode;
}

/** Every page: its title in tab and heading, and the focus on the heading when one has come here from another page. */
export function Page({ title, lead, kicker, actions, width = 'normal', children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const isLater = useIsLaterPage();

  useEffect(() => {
    document.title = `${title} · Etiba`;
  }, [title]);
  useEffect(() => {
    if (isLater()) heading.current?.focus({ preventScroll: true });
  }, [isLater]);

  return (
    <div className={classes.page} data-width={width}>
      <header className={classes.header}>
        <div className={classes.words}>
          {kicker && <p className={classes.kicker}>{kicker}</p>}
          <Title order={1} ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
