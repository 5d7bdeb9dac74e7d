import Pdf from 'pdfkit';
import { drawable, FACES, fontFile, widthOf, type Face } from './typeface.ts';
import type { Item } from './flow.ts';

// All lengths in points, y from the top of the page.
const A4 = { width: 595.28, height: 841.89 };
export const MARGIN = 56;
export const BODY_WIDTH = A4.width - 2 * MARGIN;
const BODY_BOTTOM = A4.height - 64;
const FOOTER = A4.height - 46;
const RUNNING_HEAD = 36;

/** Where the body begins: the first page has its letterhead in the body, the others a running head above it. */
export const bodyTop = (page: number) => (page === 0 ? 48 : 68);
export const bodyHeight = (page: number) => BODY_BOTTOM - bodyTop(page);

/** Columns over the whole width whose widths are as the weights, with `spread` between them. */
export function columnsOf(weights: readonly number[], spread: number): { left: number; width: number }[] {
  const room = BODY_WIDTH - spread * (weights.length - 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = MARGIN;
  return weights.map((weight) => {
    const width = (room * weight) / total;
    const column = { left, width };
    left += width + spread;
    return column;
  });
}

const INK = '#111827';
const MUTED = '#4b5563';
const ACCENT = '#0f6b5c';
const RULE = '#c9d1cf';

export interface Style {
  face: Face;
  size: number;
  /** Height of a line. */
  leading: number;
  color: string;
}

export const styles = {
  clinic: { face: 'bold', size: 13, leading: 17, color: ACCENT },
  title: { face: 'bold', size: 20, leading: 26, color: INK },
  subtitle: { face: 'regular', size: 11, leading: 15, color: MUTED },
  heading: { face: 'bold', size: 11, leading: 16, color: ACCENT },
  body: { face: 'regular', size: 9.5, leading: 13.5, color: INK },
  strong: { face: 'bold', size: 9.5, leading: 13.5, color: INK },
  cell: { face: 'regular', size: 8.5, leading: 11.5, color: INK },
  strong_cell: { face: 'bold', size: 8.5, leading: 11.5, color: INK },
  small: { face: 'regular', size: 7.5, leading: 10.5, color: MUTED },
  small_strong: { face: 'bold', size: 7.5, leading: 10.5, color: MUTED },
} as const satisfies Record<string, Style>;

/** What a document consists of: strips that know how to draw themselves at a height of the page. */
export interface Strip extends Item {
  head?: readonly Strip[];
  /** @param is_repeated it was drawn before, on an earlier page; a screen reader does not read it twice */
  draw(sheet: Sheet, y: number, is_repeated: boolean): void;
}

/** What stands around the body: on every page who is meant, so that a sheet that got loose is no danger. */
interface PageEdges {
  patient: string;
  /** Follows the name, which is cut where both do not fit. */
  born: string;
  title: string;
  footer: string;
}

interface SheetOptions {
  title: string;
  author: string;
  language: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/** Draws on the pages of one tagged PDF (ISO 32000-1, 14.8) and gathers its structure for screen readers. */
export class Sheet {
  readonly doc: PDFKit.PDFDocument;
  readonly root: PDFKit.PDFStructureElement;

  constructor({ title, author, language, now }: SheetOptions) {
    const date = new Date(now);
    this.doc = new Pdf({
      autoFirstPage: false,
      size: [A4.width, A4.height],
      margin: 0,
      pdfVersion: '1.7',
      tagged: true,
      lang: language,
      displayTitle: true,
      info: {
        Title: title,
        Author: author,
        Producer: 'Etiba',
        Creator: 'Etiba',
        CreationDate: date,
        ModDate: date,
      },
      font: null as never, // none of the reader's own fonts: all are shipped and embedded
    });
    for (const face of FACES) this.doc.registerFont(face, fontFile(face));
    this.root = this.doc.struct('Document');
  }

  /** An element of the structure below `parent`. */
  element(parent: PDFKit.PDFStructureElement, tag: string, options = {}): PDFKit.PDFStructureElement {
    const element = this.doc.struct(tag, options);
    parent.add(element);
    return element;
  }

  /** One line of text that belongs to an element of the structure. */
  line(element: PDFKit.PDFStructureElement, style: Style, text: string, x: number, y: number): void {
    if (text === '') return;
    const content = this.doc.markStructureContent('Span');
    this.#text(style, text, x, y);
    this.doc.endMarkedContent();
    element.add(content);
  }

  /** What is no content: rules, running heads, page numbers, repeated table heads. */
  decoration(draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    this.doc.markContent('Artifact', { type });
    draw();
    this.doc.endMarkedContent();
  }

  /** A line of text within `decoration`. */
  decorationText(style: Style, text: string, x: number, y: number): void {
    this.#text(style, text, x, y);
  }

  rule(x: number, y: number, width: number, { color = RULE, weight = 0.6 } = {}): void {
    this.doc
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(weight)
      .strokeColor(color)
      .stroke();
  }

  /** The bar beside a notice. */
  bar(x: number, y: number, height: number): void {
    this.doc.rect(x, y, 2.5, height).fillColor(ACCENT).fill();
  }

  /** A new page with what stands on every page. */
  page(number: number, of: number, { patient, born, title, footer }: PageEdges): void {
    this.doc.addPage();
    this.decoration(() => {
      const count = `${number} / ${of}`;
      const right = (style: Style, text: string) =>
        A4.width - MARGIN - widthOf(drawable(text), style.face, style.size);
      if (number > 1) {
        const style = styles.small_strong;
        const x = right(style, title);
        this.#text(style, title, x, RUNNING_HEAD);
        const room = x - MARGIN - 12 - widthOf(born, style.face, style.size);
        this.#text(style, `${shorten(patient, style, room)}${born}`, MARGIN, RUNNING_HEAD);
        this.rule(MARGIN, RUNNING_HEAD + 16, BODY_WIDTH);
      }
      const x = right(styles.small, count);
      this.#text(styles.small, shorten(footer, styles.small, x - MARGIN - 12), MARGIN, FOOTER);
      this.#text(styles.small, count, x, FOOTER);
    }, 'Pagination');
  }

  /** Ends the structure and the file. */
  end(): void {
    this.doc.addStructure(this.root);
    this.doc.end();
  }

  #text({ face, size, leading, color }: Style, text: string, x: number, y: number): void {
    this.doc
      .font(face)
      .fontSize(size)
      .fillColor(color)
      .text(drawable(text), x, y + leading / 2 + size * 0.36, { lineBreak: false, baseline: 'alphabetic' });
  }
}

function shorten(text: string, { face, size }: Style, width: number): string {
  const letters = Array.from(drawable(text));
  if (widthOf(letters.join(''), face, size) <= width) return letters.join('');
  while (letters.length > 0 && widthOf(`${letters.join('')}…`, face, size) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
