import { formatInstant } from '../../../platform/i18n.ts';
import { FACTS_SPREAD, linesOf } from './blocks.ts';
import type { DocumentLabels } from './document-labels.ts';
import type { PrintableRecord } from './printable-record.ts';
import { BODY_WIDTH, columnsOf, MARGIN, styles, type Strip } from './sheet.ts';

/** The letterhead and the people below it stand in the same columns. */
export const PEOPLE_COLUMNS = [5, 3, 2];

type Slot = ReturnType<typeof columnsOf>[number];

/** The clinic: its name on the left, where to find it on the right. */
export function letterhead({ name, address, phone, email }: PrintableRecord['clinic']): Strip[] {
  const [left, { left: start }] = columnsOf(PEOPLE_COLUMNS, FACTS_SPREAD) as [Slot, Slot];
  const right = { left: start, width: MARGIN + BODY_WIDTH - start };
  const names = linesOf(name, styles.clinic, left.width);
  const contacts = [address, phone, email]
    .filter((part) => part.trim() !== '')
    .flatMap((part) => linesOf(part, styles.small, right.width));
  const height = Math.max(names.length * styles.clinic.leading, contacts.length * styles.small.leading);
  return [
    {
      height,
      keeps_next: true,
      draw(sheet, y) {
        const clinic = sheet.element(sheet.root, 'P');
        for (const [nth, line] of names.entries())
          sheet.line(clinic, styles.clinic, line, left.left, y + nth * styles.clinic.leading);
        if (contacts.length === 0) return;
        const contact = sheet.element(sheet.root, 'P');
        for (const [nth, line] of contacts.entries())
          sheet.line(contact, styles.small, line, right.left, y + nth * styles.small.leading);
      },
    },
  ];
}

/**
 * Who signed which version when, and on a prescription the place for the hand that a pharmacy asks for. It is never cut,
 * and the caller keeps it with what it signs.
 */
export function signatureBlock(document: PrintableRecord, labels: DocumentLabels): Strip[] {
  const { record, signature, locale, time_zone } = document;
  const isPrescription = record.record_type === 'prescription';
  const width = isPrescription ? BODY_WIDTH * 0.58 : BODY_WIDTH;
  const at = formatInstant(signature.signed_at, locale, time_zone);
  const { signed_by, license_number } = signature;
  const details = [
    labels.signed_at(license_number, at, record.version),
    record.version > 1 ? labels.amended : '',
  ];
  const lines = [
    ...linesOf(labels.signed(signed_by), styles.strong, width).map((line) => ({
      line,
      style: styles.strong,
    })),
    ...details
      .filter((detail) => detail !== '')
      .flatMap((detail) => linesOf(detail, styles.body, width))
      .map((line) => ({ line, style: styles.body })),
  ];
  const height = Math.max(lines.length * styles.body.leading, isPrescription ? 62 : 0) + 8;
  return [
    {
      height,
      gap: 22,
      draw(sheet, y) {
        sheet.decoration(() => sheet.rule(MARGIN, y, BODY_WIDTH));
        const signed = sheet.element(sheet.root, 'P');
        for (const [nth, { line, style }] of lines.entries())
          sheet.line(signed, style, line, MARGIN, y + 8 + nth * styles.body.leading);
        if (!isPrescription) return;
        const left = MARGIN + BODY_WIDTH * 0.64;
        sheet.decoration(() => sheet.rule(left, y + 54, BODY_WIDTH * 0.36));
        sheet.line(sheet.element(sheet.root, 'P'), styles.small, labels.by_hand, left, y + 57);
      },
    },
  ];
}
