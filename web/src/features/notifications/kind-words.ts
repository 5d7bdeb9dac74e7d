import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** What people are told of, by the API's name of the kind. */
export const KIND_WORDS: Readonly<Record<string, MessageDescriptor>> = {
  booked: msg`A visit is booked`,
  confirmed: msg`A visit is confirmed`,
  moved: msg`A visit is moved`,
  new_length: msg`A visit gets longer or shorter`,
  cancelled: msg`A visit is cancelled`,
  no_show: msg`Somebody has not come`,
  started: msg`A visit begins`,
  completed: msg`A visit is over`,
  restored: msg`A cancelled visit takes place after all`,
  needs_new_time: msg`A visit needs a new time`,
  reminder: msg`Reminders of visits`,
  tomorrow: msg`The list of tomorrow’s visits, in the evening`,
  record_ready: msg`A record is ready`,
  record_amended: msg`A record is corrected`,
  emergency_access: msg`Somebody opens your confidential records in an emergency`,
  new_device: msg`A new device signs in`,
  password_changed: msg`Your password is changed`,
  session_replayed: msg`Somebody may have copied your sign-in`,
  calendar_feed: msg`Your calendar gets an address, or loses it`,
  reminders_missing: msg`Visits without a reminder`,
  jobs_failed: msg`Work that has failed`,
  mails_failed: msg`Mails that cannot be delivered`,
  audit_trouble: msg`Trouble with the seals of the audit`,
};
