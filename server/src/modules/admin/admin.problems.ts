import { defineProblems } from '../../platform/problems.ts';

export const adminProblems = defineProblems({
  profile_missing: [409, 'This person has no profile for that role'],
  mail_not_retryable: [409, 'This mail cannot be sent again'],
  job_not_retryable: [409, 'This job cannot be tried again'],
});
