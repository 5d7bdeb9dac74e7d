import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { RECORDS, recordUrl, useRecords } from './records.test-kit.ts';

const etiba = useEtiba();
const { aPatientOf, inCare, written } = useRecords(etiba);

let author: TestDoctor;
let colleague: TestDoctor;
let admin: Person;
let patient: TestPatient;
let record: { id: string };

beforeAll(async () => {
  author = await etiba.aDoctor();
  colleague = await etiba.aDoctor();
  admin = await etiba.anAdmin();
  patient = await aPatientOf(author);
  await inCare(patient, colleague);
  record = await written(author, patient, {
    title: 'Quarterly review',
    summary: 'Étourdissement since Monday',
    diagnosis: 'Hypertension',
    treatment_plan: 'Less salt',
    medications: [{ name: 'Amlodipine', instructions: 'With breakfast' }],
    allergies: [{ substance: 'Penicillin', reaction: 'Urticaria' }],
    lab_results: [{ test: 'Potassium', value: 'borderline', unit: 'mmol/L' }],
  });
  await written(author, patient, { title: 'Another' });
});

const idsOf = async (person: Person, query: string) => {
  const { status, body } = await etiba.as(person).get(`${RECORDS}?${query}`);
  expect([query, status]).toEqual([query, 200]);
  expect(body.results).toHaveLength(body.count);
  return (body.results as { id: string }[]).map(({ id }) => id);
};

describe('searching records', () => {
  it.each([
    ['the title', 'quarterly'],
    ['the beginning of a word', 'quart'],
    ['the summary, with or without accents', 'etourdissement'],
    ['the same with', 'Étourdissement'],
    ['the diagnosis', 'hypertension'],
    ['the plan', 'salt'],
    ['a medicine', 'amlodipine'],
    ['its instructions', 'breakfast'],
    ['an allergy', 'penicillin'],
    ['its reaction', 'urticaria'],
    ['a test of the laboratory', 'potassium'],
    ['its value', 'borderline'],
    ['several words, of which each must be there', 'salt amlodipine'],
  ])('finds by %s', async (_what, words) => {
    const query = `search=${encodeURIComponent(words)}`;
    for (const person of [author, colleague, patient, admin])
      expect(await idsOf(person, query)).toEqual([record.id]);
    expect(await idsOf(author, `${query}&patient_id=${patient.id}`)).toEqual([record.id]);
  });

  it('finds nothing by words that are not all there, by names of fields, or by what is no word', async () => {
    for (const words of ['salt xylophone', 'substance', 'instructions', 'borderlines', '---', '&|!:*'])
      expect(await idsOf(author, `search=${encodeURIComponent(words)}`)).toEqual([]);
  });

  it('looks into the present version, and at once into a draft that was changed', async () => {
    const draft = await written(author, patient, { draft: true, title: 'Sciatica' });
    expect(await idsOf(author, 'search=sciatica')).toEqual([draft.id]);
    expect(await idsOf(patient, 'search=sciatica')).toEqual([]);
    await etiba.as(author).patch(recordUrl(draft), { title: 'Lumbago' });
    expect(await idsOf(author, 'search=sciatica')).toEqual([]);
    await etiba.as(author).post(`${recordUrl(draft)}sign/`, {});
    await etiba
      .as(author)
      .patch(recordUrl(draft), { title: 'Herniation', amendment_reason: 'After the scan' });
    expect(await idsOf(patient, 'search=lumbago')).toEqual([]);
    expect(await idsOf(patient, 'search=herniation')).toEqual([draft.id]);
    await etiba.as(author).delete(recordUrl(draft));
    expect(await idsOf(author, 'search=herniation')).toEqual([]);
  });

  it('is not to be had past the policies, by SQL as the application’s role', async () => {
    const secret = await written(author, patient, { is_confidential: true, title: 'Abscess' });
    const inContext = (facts: Record<string, string>) =>
      etiba.deps.db.transaction().execute(async (trx) => {
        for (const [fact, value] of Object.entries(facts))
          await sql`select set_config(${`etiba.${fact}`}, ${value}, true)`.execute(trx);
        const { rows } = await sql<{ id: string }>`select records_with_words('abscess', null) as id`.execute(
          trx,
        );
        return rows.map(({ id }) => id);
      });
    expect(await inContext({})).toEqual([]);
    expect(await inContext({ role: 'DOCTOR', doctor_id: colleague.id, user_id: colleague.user_id })).toEqual(
      [],
    );
    expect(await inContext({ role: 'DOCTOR', doctor_id: author.id, user_id: author.user_id })).toEqual([
      secret.id,
    ]);
    await expect(etiba.deps.pool.query('select * from medical_record_words')).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe('the filters of the list', () => {
  it('take what they say, and together what all of them say', async () => {
    const own = await aPatientOf(author);
    const visit = await etiba.aVisit(own, author, { appointment_datetime: '2027-03-01T08:00:00Z' });
    const [bound, secret] = [
      await written(author, own, { record_type: 'imaging', appointment: visit.id }),
      await written(author, own, { record_type: 'referral', is_confidential: true }),
    ];
    const of = (query: string) => idsOf(author, `patient_id=${own.id}&${query}`);
    expect(await of('')).toEqual([secret.id, bound.id]);
    expect(await of('ordering=created_at')).toEqual([bound.id, secret.id]);
    expect(await of('record_type=imaging')).toEqual([bound.id]);
    expect(await of('is_confidential=true')).toEqual([secret.id]);
    expect(await of(`appointment_id=${visit.id}`)).toEqual([bound.id]);
    expect(await of(`doctor_id=${colleague.id}`)).toEqual([]);
    expect(await of(`doctor_id=${author.id}&record_type=referral`)).toEqual([secret.id]);
    expect(await of('status=draft')).toEqual([]);
    const today = new Date(etiba.clock.now()).toISOString().slice(0, 10);
    expect(await of(`date_from=${today}&date_to=${today}`)).toHaveLength(2);
    expect(await of('date_to=2020-01-01')).toEqual([]);
  });
});
