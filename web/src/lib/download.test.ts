import { expect, test } from 'vitest';
import { fileNameIn } from './download.ts';

test.each([
  ['attachment; filename="prescription-2026-12-01-v1.pdf"', 'prescription-2026-12-01-v1.pdf'],
  [`attachment; filename="r_sum_.pdf"; filename*=UTF-8''r%C3%A9sum%C3%A9%20%281%29.pdf`, 'résumé (1).pdf'],
  ['attachment', 'file'],
])('%s is saved as %s', (disposition, name) => {
  expect(fileNameIn(disposition)).toBe(name);
});
