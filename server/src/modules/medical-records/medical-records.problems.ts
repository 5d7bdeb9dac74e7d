import { defineProblems } from '../../platform/problems.ts';

export const recordProblems = defineProblems({
  record_restricted: [403, 'This record is confidential; emergency access opens it for an hour'],
  not_in_care: [403, 'This patient is not in your care'],
  record_not_signed: [409, 'A draft has no document; sign it first'],
  already_signed: [409, 'This record is signed already'],
  withdrawn: [409, 'This record was entered in error and is no longer changed'],
  too_many_attachments: [409, 'A record may have 20 files at most'],
  not_removed: [409, 'This file is not removed'],
  not_deleted: [409, 'This record is not deleted'],
});
