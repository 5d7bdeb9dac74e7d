import { defineProblems } from '../../../platform/problems.ts';

export const importProblems = defineProblems({
  import_not_checked: [409, 'This import is still being checked, or has begun already'],
  import_under_way: [409, 'This import is under way or done; it can only be undone'],
  import_final: [409, 'This import cannot be undone, or not any more'],
});
