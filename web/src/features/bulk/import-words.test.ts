import { describe, expect, it } from 'vitest';
import { fileSentence } from './import-words.ts';

describe('what is wrong with a file', () => {
  it.each([
    'has no column for last_name',
    'has two columns for email',
    'row 17 has a quotation mark out of place',
    'row 17 cannot be read',
    'is not CSV in UTF-8',
    'has no row under the names of the columns',
    'is empty',
    'has more than 20000 rows; cut it into several files',
    'has more than 100 columns',
  ])('has a sentence: %s', (message) => {
    expect(fileSentence(message)).toBeDefined();
  });

  it('is not taken for a word about another field', () => {
    expect(fileSentence('wants an e-mail address')).toBeUndefined();
  });
});
