import type { AnyMailKind } from '../../platform/mail.ts';
import { invitationMail } from './emails/invitation.ts';
import { knownAddressMail } from './emails/known-address.ts';
import { resetPasswordMail } from './emails/reset-password.ts';
import { verifyEmailMail } from './emails/verify-email.ts';

export const authMails: readonly AnyMailKind[] = [
  verifyEmailMail,
  knownAddressMail,
  invitationMail,
  resetPasswordMail,
];
