import { linesOf } from './blocks.ts';
import { BODY_WIDTH, columnsOf, MARGIN, type Sheet, type Strip, type Style, styles } from './sheet.ts';

export interface Column {
  label: string;
  /** Share of the width. */
  weight: number;
}

export interface Cell {
  text: string;
  is_strong?: boolean;
}

/** A row stays on one page unless it has more lines than this. */
const MOST_KEPT_LINES = 24;
const SPREAD = 10;
const PADDING = 3.5;

interface Slot {
  lines: string[];
  style: Style;
  left: number;
}

/** A table whose head stands above it on every page that it reaches. An empty cell shows a dash: nothing fits in later. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], gap: number): Strip[] {
  const layout = columnsOf(
    columns.map(({ weight }) => weight),
    SPREAD,
  );
  const slot = (text: string, style: Style, column: number): Slot => ({
    lines: linesOf(text.trim() === '' ? '—' : text, style, layout[column]!.width),
    style,
    left: layout[column]!.left,
  });

  let element: PDFKit.PDFStructureElement | undefined;
  const ofTable = (sheet: Sheet) => (element ??= sheet.element(sheet.root, 'Table'));
  const head = headOf(
    columns.map(({ label }, column) => slot(label, styles.small_strong, column)),
    ofTable,
    gap,
  );
  const body = rows.flatMap((row) =>
    linesOfRow(
      row.map(({ text, is_strong }, column) =>
        slot(text, is_strong ? styles.strong_cell : styles.cell, column),
      ),
      head,
      ofTable,
    ),
  );
  return [...head, ...body];
}

function headOf(slots: Slot[], ofTable: (sheet: Sheet) => PDFKit.PDFStructureElement, gap: number): Strip[] {
  const count = Math.max(...slots.map(({ lines }) => lines.length));
  const { leading } = styles.small_strong;
  return [
    {
      height: count * leading + 4,
      gap,
      keeps_next: true,
      draw(sheet, y, is_repeated) {
        const row = is_repeated ? undefined : sheet.element(ofTable(sheet), 'TR');
        for (const { lines, style, left } of slots) {
          const cell = row && sheet.element(row, 'TH', { scope: 'Column' });
          for (const [nth, line] of lines.entries()) {
            const top = y + nth * leading;
            if (cell) sheet.line(cell, style, line, left, top);
            else sheet.decoration(() => sheet.decorationText(style, line, left, top), 'Pagination');
          }
        }
        sheet.decoration(() => sheet.rule(MARGIN, y + count * leading + 3, BODY_WIDTH, { weight: 1 }));
      },
    },
  ];
}

/** A row as one strip a line, so that only one that is too long for a page is ever cut. */
function linesOfRow(
  slots: Slot[],
  head: Strip[],
  ofTable: (sheet: Sheet) => PDFKit.PDFStructureElement,
): Strip[] {
  const count = Math.max(...slots.map(({ lines }) => lines.length));
  const { leading } = styles.cell;
  let cells: PDFKit.PDFStructureElement[] | undefined;
  const ofRow = (sheet: Sheet) => {
    if (cells) return cells;
    const row = sheet.element(ofTable(sheet), 'TR');
    cells = slots.map(() => sheet.element(row, 'TD'));
    return cells;
  };
  return Array.from({ length: count }, (_, nth) => {
    const isFirst = nth === 0;
    const isLast = nth === count - 1;
    const above = isFirst ? PADDING : 0;
    return {
      height: above + leading + (isLast ? PADDING : 0),
      head,
      keeps_next: !isLast && (count <= MOST_KEPT_LINES || isFirst || nth === count - 2),
      draw(sheet, y) {
        const elements = ofRow(sheet);
        for (const [column, { lines, style, left }] of slots.entries())
          sheet.line(elements[column]!, style, lines[nth] ?? '', left, y + above);
        if (isLast) sheet.decoration(() => sheet.rule(MARGIN, y + above + leading + PADDING, BODY_WIDTH));
      },
    };
  });
}
