import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './empty.module.css';

interface EmptyProps {
  icon: Icon;
  title: ReactNode;
  /** What will be here one day, or what to do about it. */
  children?: ReactNode;
  action?: ReactNode;
}

/** What stands where a list would be. */
export function Empty({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className={classes.empty}>
      <span className={classes.icon}>
        <Icon size={28} stroke={1.6} aria-hidden />
      </span>
      {title && <p className={classes.title}>{title}</p>}
      {children && <p className={classes.words}>{children}</p>}
      {action}
    </div>
  );
}
