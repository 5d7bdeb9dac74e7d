import { expect, test } from 'vitest';
import {
  asRow,
  contentOf,
  emptyForm,
  fieldsThatDiffer,
  formOf,
  isSameContent,
  isUntouched,
  merged,
  NEW_LAB_RESULT,
  NEW_MEDICATION,
  type DraftForm,
} from './draft-form.ts';

const aForm = (changes: Partial<DraftForm> = {}): DraftForm => ({ ...emptyForm('consultation'), ...changes });
const signs = (changes: Partial<DraftForm['vital_signs']>) =>
  aForm({ vital_signs: { ...aForm().vital_signs, ...changes } });
const sent = (form: DraftForm) => contentOf(form, 'Visit summary');

test('what is typed goes and comes back the same', () => {
  const form = aForm({
    title: 'Acute bronchitis',
    summary: 'Cough\nfor a week',
    medications: [asRow({ ...NEW_MEDICATION, name: 'Salbutamol', dose: '100 µg' })],
    lab_results: [asRow({ ...NEW_LAB_RESULT, test: 'CRP', value: '48' })],
    vital_signs: { ...aForm().vital_signs, systolic: '120', diastolic: '80', temperature_c: '37.9' },
  });
  const { content, held } = sent(form);
  expect(held).toEqual([]);
  expect(isSameContent(sent(formOf(content)).content, content)).toBe(true);
  expect(content.vital_signs).toEqual({ systolic: 120, diastolic: 80, temperature_c: 37.9 });
});

test('without a title the kind is the title; rows in which nothing stands are left out', () => {
  const { content, held } = sent(aForm({ title: '  ', medications: [asRow(NEW_MEDICATION)] }));
  expect([content.title, content.medications, held]).toEqual(['Visit summary', [], []]);
});

test('an entry without its name is held back, the others are kept', () => {
  const whole = asRow({ ...NEW_MEDICATION, name: 'Aspirin' });
  const half = asRow({ ...NEW_MEDICATION, dose: '500 mg' });
  const { content, held } = sent(aForm({ medications: [half, whole] }));
  expect(content.medications.map(({ name }) => name)).toEqual(['Aspirin']);
  expect(held).toEqual([{ part: 'medications', key: half.key }]);
});

test.each([
  ['a number on its way', { systolic: '1' }, 'systolic'],
  ['a slip of the pen', { temperature_c: '379' }, 'temperature_c'],
  ['half a beat', { heart_rate: '72.5' }, 'heart_rate'],
  ['words', { weight_kg: 'heavy' }, 'weight_kg'],
  ['pressures the wrong way round', { systolic: '80', diastolic: '120' }, 'diastolic'],
])('%s is held back', (_, typed, field) => {
  expect(sent(signs(typed)).held).toEqual([{ part: 'vital_signs', field }]);
});

test('a comma is a decimal point', () => {
  expect(sent(signs({ temperature_c: '37,9' })).content.vital_signs).toEqual({ temperature_c: 37.9 });
});

test.each([
  ['13.5', 13.5],
  ['6.50', '6.50'],
  ['<0.5', '<0.5'],
  ['positive', 'positive'],
])('the result %s is sent so that no digit is lost', (typed, value) => {
  const results = [asRow({ ...NEW_LAB_RESULT, test: 'T', value: typed })];
  expect(sent(aForm({ lab_results: results })).content.lab_results[0]?.value).toBe(value);
});

test('an untouched form is not worth a draft', () => {
  expect(isUntouched(aForm({ medications: [asRow(NEW_MEDICATION)], is_confidential: true }))).toBe(true);
  expect(isUntouched(signs({ heart_rate: '7' }))).toBe(false);
});

test('two contents differ by field, whatever the order of keys and whether a sign is null or left out', () => {
  const { content } = sent(signs({ systolic: '120', diastolic: '80' }));
  const other = { ...content, vital_signs: { heart_rate: null, diastolic: 80, systolic: 120 } };
  expect(fieldsThatDiffer(content, other)).toEqual([]);
  expect(fieldsThatDiffer(content, { ...other, summary: 'x', is_confidential: true })).toEqual([
    'summary',
    'is_confidential',
  ]);
});

test('a merge takes the chosen fields and leaves the others', () => {
  const { content: mine } = sent(aForm({ summary: 'mine', diagnosis: 'mine' }));
  const theirs = { ...mine, summary: 'theirs', diagnosis: 'theirs' };
  expect(merged(mine, theirs, new Set(['diagnosis'] as const))).toMatchObject({
    summary: 'mine',
    diagnosis: 'theirs',
  });
});
