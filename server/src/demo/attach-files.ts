import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import Pdf from 'pdfkit';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import type { Deps } from '../platform/deps.ts';
import type { Trx } from '../platform/database.ts';
import { idsOf } from './chance.ts';
import type { RecordRow } from './record-rows.ts';

/** A few files, to records of the patients with a login: a letter of the laboratory, and a picture. */
export async function attachFiles(deps: Deps, trx: Trx, records: readonly RecordRow[]): Promise<void> {
  const ids = idsOf('files');
  for (const [index, record] of records.entries()) {
    const isPicture = index % 2 === 1;
    const content = isPicture ? await aPicture(index) : await aLetter(record);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const storage_key = `${sha256.slice(0, 2)}/${sha256.slice(0, 32)}`;
    await deps.files.put(storage_key, Readable.from([content]), content.length);
    await trx
      .insertInto('medical_record_attachments')
      .values({
        id: ids.next(),
        record_id: record.id,
        position: 1,
        filename: isPicture ? 'finding.jpg' : 'laboratory-report.pdf',
        description: isPicture ? 'Photo taken at the visit' : 'Report of the laboratory',
        content_type: isPicture ? 'image/jpeg' : 'application/pdf',
        file_size: content.length,
        sha256,
        storage_key,
        thumbnail: isPicture
          ? await sharp(content).resize(400, 400, { fit: 'inside' }).jpeg().toBuffer()
          : null,
        uploaded_by: record.created_by,
        uploaded_at: record.created_at,
      })
      .execute();
  }
}

/** Soft light and dark, as a film on a light box has it; nobody's. */
function aPicture(seed: number): Promise<Buffer> {
  const bones = Array.from(
    { length: 7 },
    (_, rib) =>
      `<ellipse cx="400" cy="${160 + rib * 62}" rx="${250 - Math.abs(rib - 3) * 22}" ry="26" fill="none" stroke="#cfd8dc" stroke-opacity=".5" stroke-width="13"/>`,
  ).join('');
  const spine = `<rect x="378" y="70" width="44" height="640" rx="20" fill="#eceff1" fill-opacity=".55"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="800"><rect width="800" height="800" fill="#0b0f12"/>
    <ellipse cx="${280 + seed}" cy="380" rx="150" ry="250" fill="#263238"/><ellipse cx="${520 - seed}" cy="380" rx="150" ry="250" fill="#263238"/>
    ${bones}${spine}<ellipse cx="450" cy="450" rx="90" ry="120" fill="#90a4ae" fill-opacity=".5"/></svg>`;
  return sharp(Buffer.from(svg)).blur(6).jpeg({ quality: 82 }).toBuffer();
}

async function aLetter({ created_at }: RecordRow): Promise<Buffer> {
  const letter = new Pdf({
    size: 'A4',
    margin: 64,
    info: { Title: 'Laboratory report', CreationDate: new Date(created_at) },
  });
  letter.fontSize(18).text('Laboratory report').moveDown();
  letter
    .fontSize(11)
    .text(`Sample taken on ${created_at.slice(0, 10)}.`)
    .moveDown();
  for (const line of [
    'Haemoglobin 13.1 g/dL (12.0-15.5)',
    'White cells 6.4 (4.0-10.0)',
    'Platelets 264 (150-400)',
    'CRP < 5 mg/L',
  ])
    letter.text(line);
  letter.moveDown().text('This report belongs to the demonstration clinic; it is nobody’s result.');
  letter.end();
  return buffer(letter);
}
