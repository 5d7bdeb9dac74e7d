import { defineProblems } from '../problems.ts';

export const fileProblems = defineProblems({
  file_not_accepted: [415, 'Files of this kind are not accepted'],
  file_too_large: [413, 'The file is too large'],
  file_damaged: [500, 'The stored file is damaged'],
});
