import { defineProblems } from '../../platform/problems.ts';

export const authProblems = defineProblems({
  wrong_credentials: [401, 'E-mail or password is wrong'],
  account_not_active: [403, 'This account is not active'],
  token_invalid: [400, 'This link is not valid any more'],
  email_taken: [409, 'There is an account with this e-mail address'],
  already_set_up: [409, 'There is an administrator already'],
  invitation_not_needed: [409, 'This person has set a password already'],
  account_deactivated: [409, 'This account is deactivated'],
  last_administrator: [409, 'At least one administrator must remain'],
});

export const authConstraints = {
  users_email_unique: authProblems.email_taken,
  users_email_folded: authProblems.email_taken,
};
