import { sql, type Expression, type RawBuilder } from 'kysely';

const MOST_WORDS = 8;
/** A telephone number as people write it, or a piece of one: `+254 (712) 345-678`. */
const TELEPHONE = String.raw`[+(]?\d(?:[\s().-]*\d){4,}`;
const WORDS = new RegExp(String.raw`(?<![^\s,;])${TELEPHONE}(?![^\s,;])|[^\s,;]+`, 'g');

/**
 * The words of a search: cut at blanks, commas and semicolons, but a telephone number is one word. What follows the
 * eighth narrows nothing.
 */
export function searchWords(search: string): string[] {
  const text = search.normalize('NFKC');
  return (text.match(WORDS) ?? [text]).slice(0, MOST_WORDS);
}

/**
 * A condition: every word of the search is in the text, in any order. A word is in it literally (`%`, `_` and `\` mean
 * themselves), or mistyped: one edit away from a whole word of the text, or two from six letters on; a swap of
 * neighbours counts as one. A telephone number is also found by its digits, with or without the country code.
 *
 * Mistyped words are looked up in `search_words`. A table whose words shall be found so has the trigger
 * `keep_search_words('column', …)`.
 * @param text folded with `search_fold`; on a column with a `gin_trgm_ops` index the search is fast
 * @param search as a person typed it
 */
export function matchesSearch(text: Expression<string>, search: string): RawBuilder<boolean> {
  const words = searchWords(search).map((word) => matchesWord(text, word));
  return sql<boolean>`(${sql.join(words, sql` and `)})`;
}

/**
 * How well a text that matches does so; higher is better: whole words before beginnings, insides and mistyped words.
 * @param text the same as for `matchesSearch`
 */
export function searchRank(text: Expression<string>, search: string): RawBuilder<number> {
  const words = searchWords(search).map((word) => rankOfWord(text, word));
  return sql<number>`(${sql.join(words, sql` + `)})`;
}

/**
 * Whether the piece is in the text, whatever its case and accents.
 * @param text folded with `search_fold`
 */
export function containsText(text: Expression<string>, piece: string): RawBuilder<boolean> {
  // What has no three Latin letters or digits in a row has no trigrams: reading the table through beats the index.
  const isIndexed = /[\p{Script=Latin}\d]{3}/u.test(piece.normalize('NFKC'));
  if (!isIndexed) return sql<boolean>`strpos(${text}, ${folded(piece)}) > 0`;
  const escaped = sql`regexp_replace(search_fold(${piece}), '[\\\\%_]', '\\\\\\&', 'g')`;
  return sql<boolean>`${text} like (select '%' || ${escaped} || '%')`;
}

/** What a telephone number in any notation has in common with the stored one (E.164); other text stays as it is. */
export function telephoneDigits(phone: string): string {
  if (!/^[\s\d+().-]+$/.test(phone)) return phone;
  return phone.replace(/\D/g, '').replace(/^0+/, '') || phone;
}

function matchesWord(text: Expression<string>, word: string): RawBuilder<boolean> {
  if (isTelephone(word)) {
    const groups = word.split(/\s+/).map((group) => containsText(text, group));
    return sql<boolean>`(${containsText(text, telephoneDigits(word))} or ${sql.join(groups, sql` and `)})`;
  }
  if (!mayBeMistyped(word)) return containsText(text, word);
  return sql<boolean>`(${containsText(text, word)} or ${text} ~ ${anyWordNear(word)})`;
}

function rankOfWord(text: Expression<string>, word: string): RawBuilder<number> {
  const literal = folded(isTelephone(word) ? telephoneDigits(word) : word);
  return sql<number>`case
    when strpos(${text}, ${literal}) = 0 then 0
    when not starts_with(${text}, ${literal}) and strpos(${text}, ' ' || ${literal}) = 0 then 1
    when strpos(' ' || ${text} || ' ', ' ' || ${literal} || ' ') = 0 then 2
    else 3 end`;
}

/** A regular expression for up to fifty known words that this one may be meant to be; null where there are none. */
function anyWordNear(word: string): RawBuilder<string> {
  const edits = [...word].length < 6 ? 1 : 2;
  return sql<string>`(
    select '\\m(' || string_agg(near.word, '|') || ')\\M' from (
      select known.word from search_words known, search_fold(${word}) wanted
      where abs(length(known.word) - length(wanted)) <= ${edits} and (
        levenshtein_less_equal(known.word, wanted, ${edits}) <= ${edits} or known.word in (
          select overlay(wanted placing reverse(substr(wanted, place, 2)) from place)
          from generate_series(1, length(wanted) - 1) place))
      order by levenshtein(known.word, wanted), known.word
      limit 50) near)`;
}

/** In a scalar subquery: folded once per statement, not once per row. */
function folded(word: string): RawBuilder<string> {
  return sql<string>`(select search_fold(${word}))`;
}

function isTelephone(word: string): boolean {
  return new RegExp(`^${TELEPHONE}$`).test(word);
}

/** Shorter words are near to too many others; longer ones, and other scripts, the index cannot help with. */
function mayBeMistyped(word: string): boolean {
  return /^[\p{Script=Latin}\p{M}]{4,40}$/u.test(word);
}
