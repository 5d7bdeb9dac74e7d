import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { useEtiba } from '../../test/harness.ts';
import { matchesSearch, searchRank, searchWords } from './search.ts';

const etiba = useEtiba();

const amina =
  'Amina Wanjiku Otieno amina.otieno@example.org +254712345678 NHIF-0012345 12 Moi Avenue, Nairobi';

describe('a search finds a text', () => {
  beforeAll(() => know('amina wanjiku otieno avenue nairobi juma mohammed ngugi thiong brien'));

  it.each([
    ['a word of it', 'amina'],
    ['words in any order', 'otieno amina'],
    ['words apart by a comma', 'Otieno, Amina'],
    ['a part of a word', 'wanji'],
    ['two letters', 'mo'],
    ['another case', 'AMINA'],
    ['accents that are not there', 'Ámïnã'],
    ['wide letters', 'Ａｍｉｎａ'],
    ['an e-mail address', 'amina.otieno@example.org'],
    ['a number with its sign', 'NHIF-0012345'],
    ['an address', '12 moi avenue'],
    ['a telephone number as stored', '+254712345678'],
    ['a telephone number in groups', '+254 712 345-678'],
    ['a telephone number with brackets', '(0712) 345 678'],
    ['a telephone number with the zero of home', '0712345678'],
    ['a telephone number that dials out', '00254 712 345 678'],
    ['a name and a telephone number', 'amina 0712 345 678 otieno'],
    ['numbers side by side that only look like one', '0012345 12 '],
    ['a wrong letter', 'otiemo'],
    ['a missing letter', 'wanjku'],
    ['a letter too many', 'amiina'],
    ['two edits in a longer word', 'wanyiko'],
    ['neighbours swapped', 'amnia'],
    ['neighbours swapped at the start', 'maina'],
    ['neighbours swapped in a longer word', 'oteino'],
    ['a mistyped word beside a right one', 'aminq otieno'],
    ['a mistyped word of the address', 'nairobbi'],
  ])('by %s', async (_, search) => expect(await isFound(amina, search)).toBe(true));

  it.each([
    ['a word that is not there', 'kamau'],
    ['a word that is not there beside one that is', 'amina kamau'],
    ['a percent sign', '%'],
    ['an underscore', 'am_na'],
    ['a percent sign among letters', 'amina%otieno'],
    ['a backslash', '\\'],
    ['a quote', "amina'"],
    ['two edits in a word of five letters', 'amoni'],
    ['three edits in a longer word', 'wonyiko'],
    ['a mistyped word of three letters', 'mok'],
    ['a mistyped part of a word', 'wanjk'],
    ['a mistyped word with a digit', 'am1na'],
    ['another telephone number', '0712 345 679'],
    ['nothing but a sign', ';'],
    ['nothing but zeros', '000 0000'],
  ])('but not by %s', async (_, search) => expect(await isFound(amina, search)).toBe(false));

  it.each([
    ['Juma', 'joma'],
    ['Mohammed', 'Muhammad'],
    ['Ngũgĩ wa Thiong’o', "Ngugi wa Thiong'o"],
    ['Ngũgĩ wa Thiong’o', 'thiongo'],
    ['O’Brien', 'obrien'],
    ['Łukasz Müller', 'lukasz muller'],
    ['Zoë', 'zoe'],
    ['Straße', 'strasse'],
    ['李小龍', '小龍'],
    ['محمد علي', 'علي محمد'],
    ['Сергей Ёлкин', 'сергей елкин'],
    ['100%_\\', '%_\\'],
    ['Amina 🌻', '🌻'],
  ])('%s by %s', async (text, search) => expect(await isFound(text, search)).toBe(true));

  it('whatever is typed', async () => {
    for (const piece of [' ', ',', '+', '0', '0 ', '(', 'ﷺ', 'ß', 'a,', '\\', '%', '[', '🌻', '\u0301']) {
      await expect(isFound(amina, piece.repeat(100 / piece.length))).resolves.toBeTypeOf('boolean');
    }
  });

  it('and takes eight words into account', () => {
    expect(searchWords('1 2 3 4 5 6 7 8 9 10 11 12 a b c d e f').length).toBeLessThanOrEqual(8);
    expect(searchWords('a b c d e f g h i j')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  });
});

it('whole words rank before beginnings, insides and mistyped words', async () => {
  await know('juma jumba');
  const texts = ['jumba', 'kajuma', 'jumanne', 'juma'];
  const ranks = await Promise.all(texts.map((text) => rank(text, 'juma')));
  expect(ranks).toEqual([0, 1, 2, 3]);
});

/** Texts come with the words that a table with the trigger `keep_search_words` would have kept. */
async function know(words: string): Promise<void> {
  const rows = words.split(' ').map((word) => ({ word }));
  await etiba.deps.db
    .insertInto('search_words')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function isFound(text: string, search: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select ${matchesSearch(sql`folded`, search)} is true as found from search_fold(${text}) folded`.execute(
    etiba.deps.db,
  );
  return rows[0]!.found;
}

async function rank(text: string, search: string): Promise<number> {
  const { rows } = await sql<{ rank: number }>`
    select ${searchRank(sql`folded`, search)} as rank from search_fold(${text}) folded`.execute(
    etiba.deps.db,
  );
  return rows[0]!.rank;
}
