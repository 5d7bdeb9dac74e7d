import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { OutgoingMail } from '../../api/generated/types.gen.ts';

export const MAIL_STATUS_WORDS: Record<OutgoingMail['status'], MessageDescriptor> = {
  queued: msg`Waiting`,
  sent: msg`Sent`,
  kept: msg`Kept here`,
  failed: msg`Failed`,
  dropped: msg`No longer needed`,
};

/** Kind of a mail → what it is about. A kind that is not here is shown as it is. */
export const MAIL_KIND_WORDS: Record<string, MessageDescriptor> = {
  'verify-email': msg`Verify the address`,
  'known-address': msg`Address known already`,
  invitation: msg`Invitation`,
  'reset-password': msg`New password`,
  booked: msg`Visit booked`,
  confirmed: msg`Visit confirmed`,
  moved: msg`Visit moved`,
  new_length: msg`Length of a visit`,
  cancelled: msg`Visit cancelled`,
  no_show: msg`Visit missed`,
  started: msg`Visit begun`,
  completed: msg`Visit completed`,
  restored: msg`Visit restored`,
  needs_new_time: msg`Visit needs a new time`,
  reminder: msg`Reminder of a visit`,
  tomorrow: msg`Tomorrow’s list`,
  record_ready: msg`Record ready`,
  record_amended: msg`Record amended`,
  emergency_access: msg`Emergency access`,
  new_device: msg`New device`,
  password_changed: msg`Password changed`,
  session_replayed: msg`All devices signed out`,
  jobs_failed: msg`Failed jobs`,
  mails_failed: msg`Failed mails`,
  reminders_missing: msg`Missing reminders`,
  audit_trouble: msg`Trouble with the audit`,
};

const ERROR_WORDS: Record<string, MessageDescriptor> = {
  refused_by_server: msg`The other side’s mail server refuses it.`,
  waits_its_turn: msg`It waits its turn: this address gets many mails.`,
  restored: msg`Not sent, because the database was restored from a backup.`,
};

/** Why a mail was not sent, as far as its code is known. */
export function mailErrorWords(code: string): MessageDescriptor | undefined {
  return ERROR_WORDS[code];
}
