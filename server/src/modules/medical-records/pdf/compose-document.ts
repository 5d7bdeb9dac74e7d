import { formatDate, formatInstant, formatNumber } from '../../../platform/i18n.ts';
import { facts, heading, kept, notice, paragraph, ruler, type Fact } from './blocks.ts';
import type { DocumentLabels } from './document-labels.ts';
import { letterhead, PEOPLE_COLUMNS, signatureBlock } from './frame.ts';
import { ageOn, type PrintableRecord, type VitalSigns } from './printable-record.ts';
import { styles, type Strip } from './sheet.ts';
import { table } from './table.ts';
import { lacksLetters } from './typeface.ts';

/**
 * The document from the letterhead to the signature. A prescription goes to a pharmacy: it has the medicines and what is
 * needed to dispense them safely (age, weight, allergies) and not the diagnosis. Every other record is told in full,
 * its results first where it is about results.
 */
export function composeDocument(document: PrintableRecord, labels: DocumentLabels): Strip[] {
  const { record } = document;
  const isPrescription = record.record_type === 'prescription';
  const body = isPrescription ? prescription(document, labels) : summary(document, labels);
  const lacks = lacksLetters(JSON.stringify(document));
  return [
    ...letterhead(document.clinic),
    ...heading(1, labels.titles[record.record_type], styles.title, 18),
    ...(isPrescription || record.title === '' ? [] : kept(paragraph(record.title, styles.subtitle))),
    ...(record.status === 'entered_in_error' ? notice(labels.entered_in_error, labels.do_not_use, 10) : []),
    ...people(document, labels),
    ...kept(lacks ? [...body, ...paragraph(labels.missing_letters, styles.small, { gap: 8 })] : body),
    ...signatureBlock(document, labels),
  ];
}

function people(document: PrintableRecord, labels: DocumentLabels): Strip[] {
  const { patient, doctor, record, locale, time_zone, issued_at } = document;
  const today = Temporal.Instant.from(issued_at).toZonedDateTimeISO(time_zone).toPlainDate().toString();
  const born = patient.date_of_birth;
  const { weight_kg } = record.vital_signs;
  const hasWeight = record.record_type === 'prescription' && typeof weight_kg === 'number';
  const rows: Fact[][] = [
    [
      { label: labels.patient, value: patient.full_name, is_strong: true },
      { label: labels.date_of_birth, value: born ? formatDate(born, locale) : labels.unknown },
      { label: labels.age, value: born ? labels.age_of(ageOn(today, born)) : labels.unknown },
    ],
    [
      { label: labels.doctor, value: doctor.full_name },
      { label: labels.license, value: doctor.license_number },
      ...(hasWeight
        ? [{ label: labels.vital_sign.weight, value: `${formatNumber(weight_kg, locale)} kg` }]
        : []),
    ],
    [{ label: labels.date, value: formatInstant(record.dated_at, locale, time_zone) }],
  ];
  return [...kept(ruler(10)), ...kept(facts(rows, PEOPLE_COLUMNS, 8)), ...ruler(10)];
}

function prescription({ record }: PrintableRecord, labels: DocumentLabels): Strip[] {
  const { medications, allergies } = record;
  const known = allergies.map(({ substance, reaction, severity }) => {
    const how = [reaction, severity && term(labels, severity)].filter(Boolean).join(', ');
    return how ? `${substance} (${how})` : substance;
  });
  return [
    ...notice(labels.allergies, known.length > 0 ? known.join('; ') : labels.no_allergies, 12),
    ...heading(2, `℞ ${labels.medications}`, styles.heading, 16),
    ...kept(medicationTable(record.medications, labels)),
    ...paragraph(labels.nothing_follows(medications.length), styles.strong, { gap: 8 }),
  ];
}

function summary({ record, locale }: PrintableRecord, labels: DocumentLabels): Strip[] {
  const results = labTable(record.lab_results, labels, locale);
  const isResults = record.record_type === 'lab_result';
  return [
    ...(isResults ? results : []),
    ...text(labels.summary, record.summary),
    ...text(labels.diagnosis, record.diagnosis),
    ...text(labels.treatment_plan, record.treatment_plan),
    ...section(labels.medications, medicationTable(record.medications, labels)),
    ...allergyTable(record.allergies, labels),
    ...section(labels.vital_signs, vitalSigns(record.vital_signs, labels, locale)),
    ...(isResults ? [] : results),
  ];
}

function section(title: string, content: Strip[]): Strip[] {
  return content.length === 0 ? [] : [...heading(2, title, styles.heading, 16), ...content];
}

function text(title: string, content: string): Strip[] {
  return content.trim() === '' ? [] : section(title, paragraph(content, styles.body, { gap: 2 }));
}

function medicationTable(medications: PrintableRecord['record']['medications'], labels: DocumentLabels) {
  if (medications.length === 0) return [];
  const { number, name, dose, route, frequency, duration, instructions } = labels.medication;
  const columns = [
    { label: number, weight: 5 },
    { label: name, weight: 25 },
    { label: dose, weight: 13 },
    { label: route, weight: 12 },
    { label: frequency, weight: 17 },
    { label: duration, weight: 12 },
    { label: instructions, weight: 26 },
  ];
  const rows = medications.map((medication, index) => [
    { text: String(index + 1) },
    { text: medication.name, is_strong: true },
    { text: medication.dose ?? '' },
    { text: medication.route ?? '' },
    { text: medication.frequency ?? '' },
    { text: medication.duration ?? '' },
    { text: medication.instructions ?? '' },
  ]);
  return table(columns, rows, 4);
}

function allergyTable(allergies: PrintableRecord['record']['allergies'], labels: DocumentLabels): Strip[] {
  if (allergies.length === 0) return [];
  const { substance, reaction, severity } = labels.allergy;
  const columns = [
    { label: substance, weight: 3 },
    { label: reaction, weight: 4 },
    { label: severity, weight: 2 },
  ];
  const rows = allergies.map((allergy) => [
    { text: allergy.substance, is_strong: true },
    { text: allergy.reaction ?? '' },
    { text: term(labels, allergy.severity ?? '') },
  ]);
  return section(labels.allergies, table(columns, rows, 4));
}

/** A flag is said by a word, a sign and bold type: a copy in black and white says the same. */
function labTable(
  results: PrintableRecord['record']['lab_results'],
  labels: DocumentLabels,
  locale: PrintableRecord['locale'],
): Strip[] {
  if (results.length === 0) return [];
  const { test, value, unit, reference_range, flag } = labels.lab_result;
  const columns = [
    { label: test, weight: 32 },
    { label: value, weight: 16 },
    { label: unit, weight: 14 },
    { label: reference_range, weight: 22 },
    { label: flag, weight: 16 },
  ];
  const rows = results.map((result) => {
    const is_strong = Boolean(result.flag) && result.flag !== 'normal';
    return [
      { text: result.test },
      {
        text: typeof result.value === 'number' ? formatNumber(result.value, locale) : result.value,
        is_strong,
      },
      { text: result.unit ?? '' },
      { text: result.reference_range ?? '' },
      { text: term(labels, result.flag ?? ''), is_strong },
    ];
  });
  return section(labels.lab_results, table(columns, rows, 4));
}

function vitalSigns(signs: VitalSigns, labels: DocumentLabels, locale: PrintableRecord['locale']): Strip[] {
  const names = labels.vital_sign;
  const { systolic, diastolic } = signs;
  const pressure = [systolic, diastolic].map((part) => part ?? '–').join('/');
  const one = (label: string, value: number | null | undefined, unit: string): Fact[] =>
    typeof value === 'number' ? [{ label, value: `${formatNumber(value, locale)} ${unit}`.trim() }] : [];
  const all = [
    ...(systolic == null && diastolic == null
      ? []
      : [{ label: names.blood_pressure, value: `${pressure} mmHg` }]),
    ...one(names.heart_rate, signs.heart_rate, labels.per_minute),
    ...one(names.temperature, signs.temperature_c, '°C'),
    ...one(names.respiratory_rate, signs.respiratory_rate, labels.per_minute),
    ...one(names.oxygen_saturation, signs.oxygen_saturation, '%'),
    ...one(names.weight, signs.weight_kg, 'kg'),
    ...one(names.height, signs.height_cm, 'cm'),
  ];
  const rows = Array.from({ length: Math.ceil(all.length / 4) }, (_, row) => all.slice(row * 4, row * 4 + 4));
  return facts(rows, [1, 1, 1, 1], 4);
}

function term(labels: DocumentLabels, value: string): string {
  return labels.terms[value] ?? value;
}
