/** Width of a text in one typeface and size, in points: the sum of those of its letters. */
export type Measure = (text: string) => number;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Breaks text into lines no wider than `width`: at the text's own line ends, between words, and inside a word only
 * where the word alone is wider than a line, after a hyphen or slash if it has one. Nothing but blanks is dropped. It
 * measures each letter once, because the text of a record may be long.
 */
export function wrapText(text: string, width: number, measure: Measure): string[] {
  return text
    .trimEnd()
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .flatMap((line) => wrapLine(line.replaceAll('\t', '    ').trimEnd(), width, measure));
}

function wrapLine(line: string, width: number, measure: Measure): string[] {
  const space = measure(' ');
  const lines: string[] = [];
  let words: string[] = [];
  let used = 0;
  for (const word of line.split(/(?<=[^ ]) +/)) {
    const needed = measure(word);
    if (words.length > 0 && used + space + needed > width) {
      lines.push(words.join(' '));
      words = [];
    }
    const pieces = needed > width ? breakWord(word, width, measure) : [word];
    const last = pieces.pop()!;
    lines.push(...pieces);
    used = words.length > 0 ? used + space + needed : pieces.length > 0 ? measure(last) : needed;
    words.push(last);
  }
  return [...lines, words.join(' ')];
}

function breakWord(word: string, width: number, measure: Measure): string[] {
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const { segment } of segmenter.segment(word)) {
    const needed = measure(segment);
    if (piece !== '' && used + needed > width) {
      const end = /^.*[/–-]/u.exec(piece)?.[0].length ?? piece.length;
      pieces.push(piece.slice(0, end));
      piece = piece.slice(end);
      used = measure(piece);
    }
    piece += segment;
    used += needed;
  }
  return [...pieces, piece];
}
