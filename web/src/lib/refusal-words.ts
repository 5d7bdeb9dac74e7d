import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Refusal } from '../api/refusal.ts';

/** Code of a problem → our sentence. */
const byCode: Record<string, MessageDescriptor> = {
  unreachable: msg`We cannot reach Etiba. Check your connection and try again.`,
  service_unavailable: msg`Etiba is busy just now. Please try again in a moment.`,
  throttled: msg`Too many tries. Please wait a while, then try again.`,
  permission_denied: msg`Your role may not do this.`,
  not_found: msg`This is no longer there, or you may not see it.`,
  stale: msg`Somebody has changed this since you opened it. Look at how it stands now, then try again.`,
  changed_meanwhile: msg`Somebody changed this at the same moment. Look at how it stands now, then try again.`,
  too_large: msg`This is too large.`,
  wrong_credentials: msg`E-mail or password is wrong.`,
  account_not_active: msg`This account is not active yet. Open the link in our message, or ask the clinic.`,
  token_invalid: msg`This link is not valid any more.`,
  already_set_up: msg`There is an administrator already. Sign in instead.`,
  email_taken: msg`There is an account with this address already.`,
  specialization_taken: msg`There is a specialization of this name already.`,
  specialization_in_use: msg`Doctors have this specialization. Take it from them first.`,
  license_taken: msg`There is a doctor with this licence number already.`,
  last_administrator: msg`This is the last administrator, and the clinic needs one. Make somebody else an administrator first.`,
  profile_missing: msg`This person has no profile for that role.`,
  invitation_not_needed: msg`This person has set a password already and can sign in.`,
  account_deactivated: msg`This account is switched off. Switch it on first.`,
  patient_erased: msg`This patient was erased: what is kept is not changed any more.`,
  visits_to_come: msg`A visit is still to come or under way. Switching the account off cancels what is to come, with notice.`,
  staff_account: msg`This person works here, so the account is not erased.`,
  mail_not_retryable: msg`This mail cannot be sent again: what it was about no longer holds, or it has arrived.`,
  job_not_retryable: msg`This version of Etiba has no such job any more. Discard it.`,
  slot_taken: msg`Somebody was faster: this time is taken.`,
  patient_busy: msg`There is another visit at that time already.`,
  outside_hours: msg`The doctor does not work then.`,
  in_break: msg`The doctor has a break then.`,
  doctor_absent: msg`The doctor is absent then.`,
  not_offered: msg`Visits of that length do not begin at that time.`,
  doctor_not_available: msg`This doctor takes no bookings at present.`,
  patient_inactive: msg`The account of this patient is switched off.`,
  in_the_past: msg`That time has passed.`,
  too_soon: msg`That time is too near.`,
  too_far_ahead: msg`That time is too far ahead.`,
  too_many_open_bookings: msg`There are too many open bookings. Cancel one first, or ask the clinic.`,
  illegal_transition: msg`The visit cannot get this status from the one it has.`,
  wrong_time: msg`This is not possible at this time.`,
  not_changeable: msg`This visit can no longer be changed.`,
  not_in_care: msg`This patient is not in your care: there is no visit with you.`,
  record_restricted: msg`This record is confidential.`,
  already_signed: msg`This record has been signed already.`,
  withdrawn: msg`This record was entered in error and is no longer changed.`,
  file_not_accepted: msg`Files of this kind are not accepted: take a PDF, a picture or a Word document.`,
  file_too_large: msg`This file is too large.`,
  file_damaged: msg`This file is damaged and is not given out. Tell your administrator.`,
  too_many_attachments: msg`A record may have 20 files at most.`,
  invalid_input: msg`Please look at what is marked below.`,
};

/** What the API says about one field → our sentence. */
const byHint: Record<string, MessageDescriptor> = {
  'is required': msg`Please fill this in.`,
  'wants an e-mail address': msg`Enter an e-mail address such as amina@example.org.`,
  'wants a phone number with country code, such as +254712345678': msg`Enter the number with its country code, such as +254712345678.`,
  'wants a date that exists, such as 2026-12-01': msg`Enter a date that exists.`,
  'lies in the future': msg`This date lies in the future.`,
  'lies too far back': msg`This date lies too far back.`,
  'is taken': msg`There is an account with this address already.`,
  'is too short: it wants at least 10 characters': msg`Too short: use at least 10 characters.`,
  'is too long: it may have 256 characters': msg`Too long: use at most 256 characters.`,
  'is among the passwords that are tried first': msg`This password is tried first by strangers. Choose a rarer one.`,
  'is too simple: its characters repeat or run in a row': msg`Too simple: the characters repeat or run in a row.`,
  'is too much like your name or address': msg`Too much like your name or address.`,
  'wants a line of text, not blank, without control or direction characters': msg`Please write this in plain characters.`,
  'is wrong': msg`This is not right.`,
  'is not the same as the password': msg`The two are not the same.`,
};

const fault = msg`Something went wrong on our side. Please try again.`;
const other = msg`That did not work. Please try again.`;
const otherField = msg`Please check this.`;

/** The sentence for a refused request, in the person's language. */
export function sentenceOf(error: unknown): MessageDescriptor {
  if (!(error instanceof Refusal)) return other;
  return byCode[error.code] ?? (error.status >= 500 ? fault : other);
}

/** The sentence for one field of it; a hint that we do not know has only a general one. */
export function fieldSentence(message: string): { sentence: MessageDescriptor; isKnown: boolean } {
  const sentence = byHint[message];
  return { sentence: sentence ?? otherField, isKnown: sentence !== undefined };
}
