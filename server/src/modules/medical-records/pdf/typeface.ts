import { create, type Font } from 'fontkit';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The shipped font: Latin with all accents, Greek, Cyrillic, IPA letters of African alphabets, arrows and the signs of
 * measurement. The fonts that every reader has know Western Europe only.
 */
const folder = join(import.meta.dirname, '../../../../assets/fonts/dejavu');
const files = { regular: 'DejaVuSansCondensed.ttf', bold: 'DejaVuSansCondensed-Bold.ttf' } as const;

export type Face = keyof typeof files;
export const FACES = Object.keys(files) as Face[];

const read = new Map<Face, { bytes: Buffer; font: Font }>();

/** Read once in a process. */
function typeface(face: Face): { bytes: Buffer; font: Font } {
  const known = read.get(face);
  if (known) return known;
  const bytes = readFileSync(join(folder, files[face]));
  const opened = { bytes, font: create(bytes) as Font };
  read.set(face, opened);
  return opened;
}

/**
 * The font for one document, which opens it for itself: an opened font remembers what it has drawn, and a document must
 * not depend on those before it.
 */
export function fontFile(face: Face): Buffer {
  return typeface(face).bytes;
}

const advances: Record<Face, Map<string, number>> = { regular: new Map(), bold: new Map() };
/** The alphabets of this font have fewer; text of others must not fill the memory. */
const MOST_KNOWN = 10_000;

/**
 * Width in points without kerning, which only tightens. Each letter is looked up once, so that measuring is linear also
 * for a text that is one endless word.
 */
export function widthOf(text: string, face: Face, size: number): number {
  const { font } = typeface(face);
  const known = advances[face];
  let units = 0;
  for (const letter of text) {
    const advance = known.get(letter) ?? font.glyphForCodePoint(letter.codePointAt(0)!).advanceWidth;
    if (known.size < MOST_KNOWN) known.set(letter, advance);
    units += advance;
  }
  return (units * size) / font.unitsPerEm;
}

/** Stands for what the font lacks. */
const MISSING = '□';

/** The text in letters that the font has: composed accents, `MISSING` for each letter that it cannot draw. */
export function drawable(text: string): string {
  return Array.from(composed(text), (letter) => (isDrawable(letter) ? letter : MISSING)).join('');
}

/** Whether `drawable` loses something of the text. */
export function lacksLetters(text: string): boolean {
  return !Array.from(composed(text)).every(isDrawable);
}

function isDrawable(letter: string): boolean {
  return (
    /[\n\r\t\u2028\u2029]/.test(letter) ||
    typeface('regular').font.hasGlyphForCodePoint(letter.codePointAt(0)!)
  );
}

/** Without what only says how to join or show letters; this font does not need it. */
function composed(text: string): string {
  return text.normalize('NFC').replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '');
}
