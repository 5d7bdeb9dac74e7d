import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import type { Appointment } from '../api/generated/types.gen.ts';
import classes from './status-badge.module.css';

type Status = Appointment['status'];

export const STATUS_WORDS: Record<Status, MessageDescriptor> = {
  scheduled: msg`Booked`,
  confirmed: msg`Confirmed`,
  rescheduled: msg`Moved`,
  in_progress: msg`In progress`,
  completed: msg`Completed`,
  cancelled: msg`Cancelled`,
  no_show: msg`Not come`,
};

interface StatusBadgeProps {
  status: Status;
  /** The doctor no longer works then; that matters more than what was agreed before. */
  needsNewTime?: boolean;
}

/** The state of a visit, in word and colour. */
export function StatusBadge({ status, needsNewTime = false }: StatusBadgeProps) {
  const { i18n } = useLingui();
  return (
    <span className={classes.badge} data-status={needsNewTime ? 'rescheduled' : status}>
      {needsNewTime ? <Trans>Needs a new time</Trans> : i18n._(STATUS_WORDS[status])}
    </span>
  );
}
