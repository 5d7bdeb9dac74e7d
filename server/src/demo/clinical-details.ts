import type { VitalSigns } from '../modules/medical-records/clinical-parts.schemas.ts';
import type { MedicalRecord } from '../modules/medical-records/medical-records.schemas.ts';
import { chanceOf, type Chance } from './chance.ts';
import type { Patient } from './people.ts';

type Medication = MedicalRecord['medications'][number];
type Allergy = MedicalRecord['allergies'][number];
type LabResult = MedicalRecord['lab_results'][number];

const YEAR = 365.25;

/** What the doctor's notes of a visit (complaints.ts) come to on a prescription. */
const PRESCRIBED: readonly (readonly [notes: RegExp, Medication])[] = [
  [
    /Omeprazole/,
    medication('Omeprazole', '20 mg', 'oral', 'once a day', '4 weeks', 'Half an hour before breakfast.'),
  ],
  [
    /ferrous sulphate/,
    medication('Ferrous sulphate', '200 mg', 'oral', 'once a day', '8 weeks', 'Not with tea.'),
  ],
  [
    /Migraine/,
    medication('Ibuprofen', '400 mg', 'oral', 'at the start of an attack', '', 'At most three a day.'),
  ],
  [/ibuprofen/, medication('Ibuprofen', '400 mg', 'oral', 'three times a day', '5 days', 'With food.')],
  [/Paracetamol/, medication('Paracetamol', '15 mg/kg', 'oral', 'every 6 hours if feverish', '3 days', '')],
  [
    /Zinc and ORS/,
    medication('Zinc sulphate', '20 mg', 'oral', 'once a day', '10 days', 'With ORS after each loose stool.'),
  ],
  [
    /Nebulised/,
    medication(
      'Salbutamol inhaler',
      '100 µg',
      'inhaled',
      'two puffs when short of breath',
      '',
      'Use the spacer.',
    ),
  ],
  [
    /Step up/,
    medication(
      'Beclometasone inhaler',
      '100 µg',
      'inhaled',
      'twice a day',
      '3 months',
      'Rinse the mouth after.',
    ),
  ],
  [
    /steroid/,
    medication('Hydrocortisone 1 % cream', 'thin layer', 'on the skin', 'twice a day', '10 days', ''),
  ],
  [/Aspirin/, medication('Acetylsalicylic acid', '75 mg', 'oral', 'once a day', '', 'With food.')],
  [/Dose halved/, medication('Amlodipine', '2.5 mg', 'oral', 'once a day', '', 'Get up slowly.')],
  [/138\/86/, medication('Amlodipine', '5 mg', 'oral', 'once a day', '3 months', '')],
  [/HbA1c/, medication('Metformin', '500 mg', 'oral', 'twice a day', '3 months', 'With meals.')],
  [
    /Conjunctivitis/,
    medication('Chloramphenicol eye drops', '1 drop', 'both eyes', 'four times a day', '5 days', ''),
  ],
  [/on drops/, medication('Timolol 0.5 % eye drops', '1 drop', 'both eyes', 'twice a day', '', '')],
  [/Sertraline/, medication('Sertraline', '50 mg', 'oral', 'once a day', '3 months', 'In the morning.')],
];

function medication(
  name: string,
  dose: string,
  route: string,
  frequency: string,
  duration: string,
  instructions: string,
): Medication {
  return { name, dose, route, frequency, duration, instructions };
}

export function medicationsFor(doctorNotes: string): Medication[] {
  return PRESCRIBED.filter(([notes]) => notes.test(doctorNotes)).map(([, medicine]) => medicine);
}

/** As the profile has it, `Penicillin (rash)`; what is no substance is not repeated. */
export function allergiesOf({ allergies }: Pick<Patient, 'allergies'>): Allergy[] {
  if (allergies === '' || /^(none|no )/i.test(allergies)) return [];
  const [, substance = allergies, reaction = ''] = /^(.*?)(?: \((.*)\))?$/.exec(allergies) ?? [];
  return [{ substance, reaction, severity: /anaphyl|swell/i.test(reaction) ? 'severe' : 'moderate' }];
}

/** Measured at a visit; what was measured before is near, with a slow trend of the person's own. */
export function vitalSignsOf({ id, age, gender }: Patient, chance: Chance, daysAgo: number): VitalSigns {
  const own = chanceOf(`body of ${id}`);
  const years = age / YEAR;
  const trend = own.integer(-6, 6) / 100; // per day back
  const drift = trend * daysAgo;
  const systolic = Math.round(
    Math.min(96 + years * 0.62, 138) + own.integer(-8, 14) + chance.integer(-5, 5) + drift * 3,
  );
  const height = heightOf(years, gender, own);
  const weight = weightOf(years, height, own) + drift * 0.6 + chance.integer(-4, 4) / 10;
  return {
    systolic,
    diastolic: Math.round(systolic * 0.62) + chance.integer(-3, 3),
    heart_rate: Math.round(Math.max(68, 135 - years * 5)) + chance.integer(-8, 8),
    temperature_c: 36.4 + chance.integer(0, 7) / 10,
    respiratory_rate: Math.round(Math.max(14, 38 - years * 2)) + chance.integer(0, 3),
    oxygen_saturation: chance.integer(96, 99),
    weight_kg: Math.max(2.5, Math.round(weight * 10) / 10),
    height_cm: Math.round(height),
  };
}

function heightOf(years: number, gender: Patient['gender'], own: Chance): number {
  const grown = (gender === 'F' ? 162 : 174) + own.integer(-8, 8);
  return years >= 18 ? grown : 50 + (grown - 50) * Math.sqrt(years / 18);
}

function weightOf(years: number, height: number, own: Chance): number {
  const index = years >= 18 ? own.integer(20, 31) : 14 + years * 0.35;
  return index * (height / 100) ** 2;
}

/** A blood count and what else was asked for, with ranges of adults. */
export function labResultsOf(chance: Chance, doctorNotes: string): LabResult[] {
  const isAnaemic = /Iron low/.test(doctorNotes);
  const value = (low: number, high: number) => chance.integer(low * 10, high * 10) / 10;
  const result = (test: string, number: number, unit: string, low: number, high: number): LabResult => {
    const flag = number < low ? 'low' : number > high ? 'high' : 'normal';
    return { test, value: number, unit, reference_range: `${low}–${high}`, flag };
  };
  return [
    result('Haemoglobin', isAnaemic ? value(9.4, 11) : value(12.2, 15.2), 'g/dL', 12, 15.5),
    result('White cells', value(4.2, 9.8), '10⁹/L', 4, 10),
    result('Platelets', chance.integer(170, 380), '10⁹/L', 150, 400),
    ...(isAnaemic ? [result('Ferritin', value(4, 11), 'µg/L', 15, 150)] : []),
    ...(/HbA1c/.test(doctorNotes) ? [result('HbA1c', 7.4, '%', 4, 6.5)] : []),
    ...(/Liver/.test(doctorNotes) ? [result('ALT', chance.integer(14, 33), 'U/L', 7, 40)] : []),
  ];
}
