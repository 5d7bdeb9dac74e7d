import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { formats } from '../../platform/http/formats.ts';
import { normalizeEmail, normalizePhone } from './accounts.ts';

const etiba = useEtiba();
const isEmail = formats['email-address']!;

/** Those of the addresses that the rule of the table would refuse, as PostgreSQL sees it. */
async function refusedByDatabase(emails: string[]): Promise<string[]> {
  const { rows } = await sql<{ email: string }>`
    select email from unnest(${emails}::text[]) email
    where not (email = lower(normalize(email, nfkc)) and length(email) <= 254)`.execute(etiba.deps.db);
  return rows.map((row) => row.email);
}

describe('the one form of an address', () => {
  it('is what the database demands, for every letter there is, alone and with marks', async () => {
    const letters: string[] = [];
    for (let code = 0x21; code <= 0x1ffff; code += 1) {
      const letter = String.fromCodePoint(code);
      if (letter.isWellFormed()) letters.push(letter);
    }
    const marked = ['\u0300', '\u0307', '\u030c', '\u0331', '\u0345', '\u0308'].flatMap((mark) =>
      letters.slice(0, 0x600).map((letter) => letter + mark),
    );
    const emails = [...letters, ...marked].map((letter) => `${letter}a@example.org`).filter(isEmail);
    expect(emails.length).toBeGreaterThan(50_000);
    expect(await refusedByDatabase(emails.map(normalizeEmail))).toEqual([]);
  });

  it('does not change when it is taken again', () => {
    const anything = fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      expect(normalizeEmail(normalizeEmail(text))).toBe(normalizeEmail(text));
    });
    // U+0384 is a space with an accent.
    fc.assert(anything, { numRuns: 1000, examples: [['\u0384'], ['a\u00a8']] });
  });

  it('is an address if what was typed is one', () => {
    const typed = fc
      .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }), fc.domain())
      .map(([local, domain]) => `${local}@${domain}`);
    const addresses = fc.property(typed.filter(isEmail), (email) => {
      expect(normalizeEmail(email)).toSatisfy(isEmail);
    });
    fc.assert(addresses, { numRuns: 500 });
  });

  it.each([
    ['Amina@Example.ORG', 'amina@example.org'],
    ['  amina@example.org ', 'amina@example.org'],
    ['ａｍｉｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ', 'amina@example.org'],
    ['ﬁne@example.org', 'fine@example.org'],
    ['İ@example.org', 'i̇@example.org'],
    ['STRASSE@example.org', 'strasse@example.org'],
  ])('of %s is %s', (email, form) => expect(normalizeEmail(email)).toBe(form));
});

describe('a phone number', () => {
  it.each([
    ['+254 712 345 678', '+254712345678'],
    ['+254-712-345678', '+254712345678'],
    ['+1 (202) 555-0123', '+12025550123'],
    ['+44 20 7946 0958', '+442079460958'],
  ])('%s is kept as %s', (typed, kept) => expect(normalizePhone(typed)).toBe(kept));

  it.each([
    '0712345678',
    '+254',
    '+999123456789',
    '+49123456789012345',
    '254712345678',
    'call me',
    '+254712345678901234',
    '',
  ])('%j is refused', (typed) => {
    expect(() => normalizePhone(typed)).toThrow('wants a phone number with country code');
  });

  it('that is none is none', () => {
    expect([normalizePhone(null), normalizePhone(undefined)]).toEqual([null, null]);
  });
});
