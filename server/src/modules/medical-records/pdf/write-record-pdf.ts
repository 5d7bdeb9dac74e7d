import { setImmediate as nextTurn } from 'node:timers/promises';
import { formatInstant, formatDate } from '../../../platform/i18n.ts';
import { composeDocument } from './compose-document.ts';
import { paginate } from './flow.ts';
import { documentLabels } from './labels.ts';
import type { PrintableRecord } from './printable-record.ts';
import { bodyHeight, bodyTop, Sheet } from './sheet.ts';

/**
 * A record as an A4 document: a prescription or a summary, signed. The PDF is tagged for screen readers and has its
 * fonts inside. The same input gives the same bytes. It is made as a whole, some ten kilobytes, so that a fault is a
 * problem and never half a document; between pages other requests are served.
 */
export async function writeRecordPdf(document: PrintableRecord): Promise<Buffer> {
  const { record, patient, clinic, locale, time_zone, issued_at } = document;
  const labels = documentLabels[locale];
  const title = labels.titles[record.record_type];
  const edges = {
    patient: patient.full_name,
    born: patient.date_of_birth ? ` · ${formatDate(patient.date_of_birth, locale)}` : '',
    title,
    footer: [
      clinic.name,
      `${labels.version} ${record.version}`,
      `${labels.printed} ${formatInstant(issued_at, locale, time_zone)}`,
    ].join(' · '),
  };

  const pages = paginate(composeDocument(document, labels), bodyHeight);
  const sheet = new Sheet({ title, author: clinic.name, language: locale, now: Date.parse(issued_at) });
  const written = bytesOf(sheet);
  for (const [index, placed] of pages.entries()) {
    if (index > 0) await nextTurn();
    sheet.page(index + 1, pages.length, edges);
    for (const { item, y, is_repeated } of placed) item.draw(sheet, bodyTop(index) + y, is_repeated);
  }
  sheet.end();
  return written;
}

async function bytesOf({ doc }: Sheet): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of doc) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
