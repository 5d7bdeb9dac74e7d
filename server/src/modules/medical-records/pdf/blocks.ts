import { BODY_WIDTH, columnsOf, MARGIN, type Sheet, type Strip, type Style, styles } from './sheet.ts';
import { drawable, widthOf } from './typeface.ts';
import { wrapText } from './wrap-text.ts';

type Element = PDFKit.PDFStructureElement;

export function linesOf(text: string, style: Style, width: number): string[] {
  return wrapText(drawable(text), width, (part) => widthOf(part, style.face, style.size));
}

/** An element of the structure that is made when the first of its strips is drawn, so that the reading order is right. */
function lazily(make: (sheet: Sheet) => Element): (sheet: Sheet) => Element {
  let made: Element | undefined;
  return (sheet) => (made ??= make(sheet));
}

/** A heading of that level; it never ends a page. */
export function heading(level: 1 | 2, text: string, style: Style, gap: number): Strip[] {
  const element = lazily((sheet) => sheet.element(sheet.root, `H${level}`));
  return linesOf(text, style, BODY_WIDTH).map((line, index) => ({
    height: style.leading,
    gap: index === 0 ? gap : 0,
    keeps_next: true,
    draw: (sheet, y) => sheet.line(element(sheet), style, line, MARGIN, y),
  }));
}

/** A paragraph. At a page break at least two of its lines stay together on either side. */
export function paragraph(text: string, style: Style, { gap = 0, keeps_next = false } = {}): Strip[] {
  const element = lazily((sheet) => sheet.element(sheet.root, 'P'));
  const lines = linesOf(text, style, BODY_WIDTH);
  return lines.map((line, index) => ({
    height: style.leading,
    gap: index === 0 ? gap : 0,
    keeps_next:
      index === lines.length - 1
        ? keeps_next
        : index === 0 || index === lines.length - 2 || line === '' || lines[index + 1] === '',
    draw: (sheet, y) => sheet.line(element(sheet), style, line, MARGIN, y),
  }));
}

/** What must not be overlooked: bold words and their text beside a bar, together on one page. */
export function notice(label: string, text: string, gap: number): Strip[] {
  const element = lazily((sheet) => sheet.element(sheet.root, 'P'));
  const inset = 12;
  const lines = [
    ...linesOf(label, styles.strong, BODY_WIDTH - inset).map((line) => ({ line, style: styles.strong })),
    ...linesOf(text, styles.body, BODY_WIDTH - inset).map((line) => ({ line, style: styles.body })),
  ];
  return lines.map(({ line, style }, index) => ({
    height: style.leading,
    gap: index === 0 ? gap : 0,
    keeps_next: index < lines.length - 1,
    draw(sheet, y) {
      sheet.decoration(() => sheet.bar(MARGIN, y - 1, style.leading + 1));
      sheet.line(element(sheet), style, line, MARGIN + inset, y);
    },
  }));
}

export interface Fact {
  label: string;
  value: string;
  is_strong?: boolean;
}

export const FACTS_SPREAD = 14;

/** Labels over values, side by side in columns of the given weights; for a screen reader a list. */
export function facts(rows: readonly (readonly Fact[])[], weights: readonly number[], gap: number): Strip[] {
  const list = lazily((sheet) => sheet.element(sheet.root, 'L'));
  const columns = columnsOf(weights, FACTS_SPREAD);
  return rows.map((row, index) => {
    const cells = row.map(({ label, value, is_strong }, column) => {
      const style = is_strong ? styles.strong : styles.body;
      return {
        labels: linesOf(label, styles.small, columns[column]!.width),
        values: linesOf(value, style, columns[column]!.width),
        style,
        left: columns[column]!.left,
      };
    });
    const labelLines = Math.max(...cells.map(({ labels }) => labels.length));
    const valueTop = labelLines * styles.small.leading + 1;
    const height = valueTop + Math.max(...cells.map(({ values, style }) => values.length * style.leading));
    return {
      height,
      gap: index === 0 ? gap : 7,
      keeps_next: index < rows.length - 1,
      draw(sheet, y) {
        for (const { labels, values, style, left } of cells) {
          const item = sheet.element(list(sheet), 'LI');
          const label = sheet.element(item, 'Lbl');
          const value = sheet.element(item, 'LBody');
          for (const [nth, line] of labels.entries())
            sheet.line(label, styles.small, line, left, y + nth * styles.small.leading);
          for (const [nth, line] of values.entries())
            sheet.line(value, style, line, left, y + valueTop + nth * style.leading);
        }
      },
    };
  });
}

/** A thin line over the whole width. */
export function ruler(gap: number): Strip[] {
  return [{ height: 1, gap, draw: (sheet, y) => sheet.decoration(() => sheet.rule(MARGIN, y, BODY_WIDTH)) }];
}

/** The same strips, whose last stays with what follows. */
export function kept(strips: Strip[]): Strip[] {
  return strips.map((strip, index) => (index === strips.length - 1 ? { ...strip, keeps_next: true } : strip));
}
