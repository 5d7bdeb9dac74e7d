import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

interface NoticeProps {
  tone?: 'info' | 'danger' | 'warning' | 'done';
  title?: ReactNode;
  children?: ReactNode;
  /** Something to press beside it. */
  action?: ReactNode;
}

const icons = {
  info: IconInfoCircle,
  done: IconCircleCheck,
  warning: IconAlertTriangle,
  danger: IconAlertTriangle,
};

/** A sentence that must be seen. Dangers are read out at once, and take the focus when a form is refused. */
export function Notice({ tone = 'info', title, children, action }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div
      className={classes.notice}
      data-tone={tone}
      role={tone === 'danger' ? 'alert' : 'status'}
      tabIndex={tone === 'danger' ? -1 : undefined}
    >
      <Icon className={classes.icon} size={22} aria-hidden />
      <div className={classes.words}>
        {title && <p className={classes.title}>{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}
