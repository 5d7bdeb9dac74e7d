import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapText } from './wrap-text.ts';

/** A font whose letters are all one wide. */
const measure = (text: string) => Array.from(text).length;

describe('text is wrapped', () => {
  it.each([
    ['between words', 'after food and water', 10, ['after food', 'and water']],
    ['at its own line ends', 'one\ntwo\r\nthree', 20, ['one', 'two', 'three']],
    ['keeping blank lines', 'one\n\ntwo', 20, ['one', '', 'two']],
    ['keeping an indent', '  - one\n  - two', 20, ['  - one', '  - two']],
    ['without the blanks at its end', 'one  \n\n  ', 20, ['one']],
    ['inside a word that is wider than a line', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['in such a word after a hyphen or slash', 'Trime/Sulfame-tho', 8, ['Trime/', 'Sulfame-', 'tho']],
    ['never between a letter and its accent', 'e\u0301e\u0301e\u0301', 4, ['e\u0301e\u0301', 'e\u0301']],
    ['to one line where there is nothing', '', 4, ['']],
  ])('%s', (_, text, width, expected) => {
    expect(wrapText(text, width, measure)).toEqual(expected);
  });

  it('so that nothing but blanks is lost and no line is too wide', () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom(...'ab-/ éж\n\t') }), { maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 4, max: 40 }), (parts, width) => {
        const text = parts.join(' ');
        const lines = wrapText(text, width, measure);
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('in a time that grows with its length alone', () => {
    const started = performance.now();
    wrapText('x'.repeat(100_000), 60, measure);
    wrapText('word '.repeat(20_000), 60, measure);
    wrapText(' '.repeat(100_000), 60, measure);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
