import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../../platform/i18n.ts';
import { documentLabels } from './labels.ts';
import { aPrintableRecord, readPdf, rolesOf } from './pdf.test-kit.ts';
import { writeRecordPdf } from './write-record-pdf.ts';

type Given = Parameters<typeof aPrintableRecord>[0];
const written = async (given?: Given) => readPdf(await writeRecordPdf(aPrintableRecord(given)));
const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

describe('a prescription', () => {
  it('says who gets what, from whom, and who signed it when', async () => {
    const { text } = await written({ record: { record_type: 'prescription' } });
    for (const part of [
      'Mwangaza Clinic',
      'Ngong Road 14, Nairobi',
      'Prescription',
      'Amina Otieno',
      '3 May 1990',
      '36 years',
      'Dr. Grace Achieng',
      'KE-1234',
      '62.5 kg',
      'Latex (Urticaria, moderate)',
      'Amoxicillin',
      '500 mg',
      'every 8 hours',
      'After food.',
      '1 medicine. Nothing is prescribed below this line.',
      'Signed electronically by Dr. Grace Achieng',
      'Monday, 30 November 2026, 12:12 (GMT+3) · version 1',
      'Signature and stamp',
      'Issued Tuesday, 1 December 2026, 08:00 (GMT+3)',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('tells a pharmacy nothing of the diagnosis', async () => {
    const { text } = await written({ record: { record_type: 'prescription' } });
    expect(text).not.toMatch(/Pneumonia|Chest infection|Cough|CRP|mmHg/);
  });

  it('says that no allergy is recorded, and fills empty cells', async () => {
    const { text } = await written({
      record: { record_type: 'prescription', allergies: [], medications: [{ name: 'Zinc' }] },
    });
    expect(text).toContain('None are entered in this record.');
    expect(text).toMatch(/Zinc( +—){5}/);
  });
});

describe('another record', () => {
  it('is told in full, with flags in words', async () => {
    const { text } = await written();
    expect(text).toMatch(
      /Visit summary.*Chest infection.*Cough for a week.*Pneumonia.*Amoxicillin for 7 days/,
    );
    expect(text).toMatch(/Urticaria +moderate/);
    expect(text).toMatch(/128\/82 mmHg.*38\.6 °C.*62\.5 kg/);
    expect(text).toMatch(/CRP +84\.25 +mg\/l +< 5 +↑ high/);
    expect(text).not.toContain('Signature and stamp');
  });

  it('begins with the results where it is about results', async () => {
    const { text } = await written({ record: { record_type: 'lab_result' } });
    expect(text.indexOf('CRP')).toBeLessThan(text.indexOf('Cough for a week'));
  });

  it('says that it was amended or withdrawn', async () => {
    const amended = await written({ record: { status: 'amended', version: 3 } });
    expect(amended.text).toContain('Amended: this version replaces the earlier ones.');
    expect(amended.text).toContain('version 3');
    const withdrawn = await written({ record: { status: 'entered_in_error' } });
    expect(withdrawn.text).toContain('This record was entered in error. Do not act on it.');
  });

  it.each(LOCALES)('speaks the reader’s language (%s)', async (locale) => {
    const { text } = await written({ locale });
    const { titles, diagnosis, date_of_birth } = documentLabels[locale];
    for (const label of [titles.consultation, diagnosis, date_of_birth]) expect(text).toContain(label);
    expect(text).toContain({ en: '38.6 °C', sw: '38.6 °C', fr: '38,6 °C' }[locale]);
  });

  it('never rounds a value', async () => {
    const vital_signs = { weight_kg: 3.255 };
    const lab_results = [{ test: 'Troponin', value: 0.00421 }];
    const { text } = await written({ record: { vital_signs, lab_results } });
    expect(text).toMatch(/3\.255 kg.*Troponin +0\.00421/);
  });
});

describe('the pages', () => {
  it('are counted, and each says whose they are', async () => {
    const { pages } = await written({ record: { summary: 'Many words. '.repeat(1200) } });
    expect(pages.length).toBeGreaterThan(2);
    for (const [index, { text }] of pages.entries()) {
      expect(text).toContain(`${index + 1} / ${pages.length}`);
      expect(text).toMatch(/Amina Otieno.*3 May 1990/);
    }
  });

  it('repeat the head of a table that goes on', async () => {
    const medications = many(30, (index) => ({
      name: `Medicine ${index}`,
      instructions: 'With water. '.repeat(4),
    }));
    const { pages } = await written({ record: { record_type: 'prescription', medications } });
    const withRows = pages.filter(({ text }) => text.includes('Medicine '));
    expect(withRows.length).toBeGreaterThan(1);
    for (const { lines } of withRows) expect(lines.filter((line) => line === 'How often')).toHaveLength(1);
    const names = pages.flatMap(({ lines }) => lines.filter((line) => line.startsWith('Medicine ')));
    expect(names).toEqual(medications.map(({ name }) => name));
  });

  it.each(many(24, (index) => 40 + index * 6))(
    'never leave the signature alone (%i lines of text before it)',
    async (count) => {
      const treatment_plan = many(count, (index) => `Line ${index}`).join('\n');
      const record = { treatment_plan, medications: [], allergies: [], lab_results: [], vital_signs: {} };
      const { pages } = await written({ record });
      expect(pages.at(-1)!.text).toMatch(/Line \d+.*Signed electronically by/);
    },
  );
});

describe('for a screen reader', () => {
  it('the document has a title, a language and a structure in reading order', async () => {
    const { info, mark_info, pages, raw } = await written({ locale: 'fr' });
    expect(info).toMatchObject({ Title: 'Compte rendu de consultation', Language: 'fr' });
    expect(mark_info).toMatchObject({ Marked: true });
    expect(raw).toContain('/DisplayDocTitle true');
    const roles = rolesOf(pages[0]!.structure);
    expect(roles.slice(0, 6)).toEqual(['Document', 'P', 'P', 'H1', 'P', 'L']);
    expect(roles.filter((role) => /^H\d$/.test(role))[0]).toBe('H1');
    expect(roles).toContain('H2');
    for (const role of ['Table', 'TR', 'TH', 'TD', 'LI', 'Lbl', 'LBody']) expect(roles).toContain(role);
    expect(raw.match(/\/Scope \/Column/g)!.length).toBe(7 + 3 + 5);
  });

  it('everything drawn is either content or declared a decoration', async () => {
    const { pages } = await written({ record: { summary: 'Many words. '.repeat(1200) } });
    for (const { untagged } of pages) expect(untagged).toEqual([]);
  });

  it('a table that goes on is one table, read once', async () => {
    const lab_results = many(80, (index) => ({ test: `Test ${index}`, value: String(index) }));
    const { raw } = await written({ record: { record_type: 'lab_result', lab_results, medications: [] } });
    expect(raw.match(/\/S \/TH\b/g)!.length).toBe(5 + 3);
    expect(raw.match(/\/S \/TR\b/g)!.length).toBe(81 + 2);
  });
});

describe('the letters', () => {
  it.each([
    ['Greek', 'Ξένια Παπαδοπούλου'],
    ['Cyrillic', 'Дмитрий Щербаков Қасым'],
    ['Yoruba, Hausa and Ewe', 'Ọláyínká Ṣọlá Ɗan Ƙwaɗo Kɔfi Ŋutifafa'],
    ['Vietnamese', 'Nguyễn Thị Ánh'],
    ['decomposed accents', 'E\u0301le\u0301onore'],
    ['signs of measurement', '≤ 5 µg/m² ± ½ → ↑ α-β ℞'],
  ])('of %s are drawn', async (_, name) => {
    const { text } = await written({ record: { summary: name } });
    expect(text).toContain(name.normalize('NFC'));
    expect(text).not.toContain('□');
  });

  it('that the font lacks are shown as missing, and the document says so', async () => {
    const { text } = await written({ patient: { full_name: '王小明 Wang', date_of_birth: null } });
    expect(text).toContain('□□□ Wang');
    expect(text).toContain('□ stands for a character that the font of this document lacks');
  });

  it('come from fonts inside the file, of which it has only what it needs', async () => {
    const bytes = await writeRecordPdf(aPrintableRecord());
    const raw = bytes.toString('latin1');
    const fonts = raw.match(/\/BaseFont \/\S+/g)!.map((name) => name.replace(/^.*\+/, ''));
    expect(new Set(fonts)).toEqual(new Set(['DejaVuSansCondensed', 'DejaVuSansCondensed-Bold']));
    expect(raw.match(/\/FontFile2 /g)).toHaveLength(2);
    expect(bytes.length).toBeLessThan(80_000);
  });

  it('that are markup elsewhere are text here', async () => {
    const { text, raw } = await written({
      record: { summary: '<b>bold</b> ) Tj (x) /JS (app.alert(1)) endstream', title: '</title>' },
    });
    expect(text).toContain('<b>bold</b> ) Tj (x) /JS (app.alert(1)) endstream');
    expect(raw).not.toContain('/JS');
  });
});

describe('the file', () => {
  it('is the same for the same record and clock', async () => {
    const first = await writeRecordPdf(aPrintableRecord());
    await writeRecordPdf(aPrintableRecord({ record: { summary: 'Another, with μ and µ.' } }));
    const second = await writeRecordPdf(aPrintableRecord());
    expect(first.equals(second)).toBe(true);
    const later = await writeRecordPdf(aPrintableRecord({ issued_at: '2026-12-01T05:01:00Z' }));
    expect(first.equals(later)).toBe(false);
  });

  it('names nobody in its properties', async () => {
    const { info } = await written();
    expect(JSON.stringify(info)).not.toMatch(/Amina|Otieno|Grace|Pneumonia|Chest/);
  });
});
