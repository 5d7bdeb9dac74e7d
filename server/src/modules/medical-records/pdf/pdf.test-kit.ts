import { getDocumentProxy } from 'unpdf';
import type { PrintableRecord, PrintedRecord } from './printable-record.ts';

type Overrides = Partial<Omit<PrintableRecord, 'record'>> & { record?: Partial<PrintedRecord> };

/** Something of every kind, as a doctor in Nairobi writes it. */
export function aPrintableRecord({ record, ...overrides }: Overrides = {}): PrintableRecord {
  return {
    locale: 'en',
    time_zone: 'Africa/Nairobi',
    issued_at: '2026-12-01T05:00:00Z',
    clinic: {
      name: 'Mwangaza Clinic',
      address: 'Ngong Road 14, Nairobi',
      phone: '+254 712 345 678',
      email: 'desk@example.org',
    },
    patient: { full_name: 'Amina Otieno', date_of_birth: '1990-05-03' },
    doctor: { full_name: 'Dr. Grace Achieng', license_number: 'KE-1234' },
    signature: {
      signed_by: 'Dr. Grace Achieng',
      license_number: 'KE-1234',
      signed_at: '2026-11-30T09:12:00Z',
    },
    ...overrides,
    record: {
      id: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d',
      record_type: 'consultation',
      title: 'Chest infection',
      summary: 'Cough for a week, crackles on the right.',
      diagnosis: 'Pneumonia',
      treatment_plan: 'Amoxicillin for 7 days.',
      medications: [
        {
          name: 'Amoxicillin',
          dose: '500 mg',
          route: 'oral',
          frequency: 'every 8 hours',
          duration: '7 days',
          instructions: 'After food.',
        },
      ],
      allergies: [{ substance: 'Latex', reaction: 'Urticaria', severity: 'moderate' }],
      lab_results: [
        { test: 'CRP', value: 84.25, unit: 'mg/l', reference_range: '< 5', flag: 'high' },
        { test: 'Haemoglobin', value: '12.8', unit: 'g/dl', reference_range: '12–15', flag: 'normal' },
      ],
      vital_signs: { systolic: 128, diastolic: 82, temperature_c: 38.6, weight_kg: 62.5 },
      status: 'signed',
      version: 1,
      dated_at: '2026-11-30T09:00:00Z',
      ...record,
    },
  };
}

export interface StructureNode {
  role?: string;
  type?: string;
  id?: string;
  children?: StructureNode[];
}

/** The document as a reader sees it. */
export async function readPdf(bytes: Uint8Array) {
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const pages = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent({
      includeMarkedContent: true,
      disableNormalization: true,
    });
    const lines = items.flatMap((item) => ('str' in item && item.str !== '' ? [item.str] : []));
    const structure = (await page.getStructTree()) as StructureNode;
    pages.push({ lines, text: lines.join(' '), structure, untagged: textOutsideMarks(items) });
  }
  const { info } = await pdf.getMetadata();
  return {
    pages,
    text: pages.map(({ text }) => text).join('\n'),
    info: info as Record<string, unknown>,
    mark_info: await pdf.getMarkInfo(),
    /** The dictionaries; what is drawn is compressed. */
    raw: Buffer.from(bytes).toString('latin1'),
  };
}

/** Text that neither belongs to the structure nor is declared a decoration. */
function textOutsideMarks(items: readonly object[]): string[] {
  let depth = 0;
  const found: string[] = [];
  for (const item of items) {
    if ('type' in item) depth += String(item.type).startsWith('begin') ? 1 : -1;
    else if (depth === 0 && 'str' in item && String(item.str).trim() !== '') found.push(String(item.str));
  }
  return found;
}

/** Roles of a structure in reading order, without the leaves. */
export function rolesOf(node: StructureNode): string[] {
  const own = node.role && node.role !== 'Root' ? [node.role] : [];
  return [...own, ...(node.children ?? []).flatMap(rolesOf)];
}
