import { Type, type Static } from 'typebox';
import { Closed, Line, Nullable, OneOf, OptionalLine, Text, model } from '../../platform/http/schemas.ts';

// The parts of a record that have a form. Ranges are what a living patient of any age can have and a device can show;
// what lies outside is a slip of the pen or the wrong unit.

export const Medication = model(
  'Medication',
  Closed({
    name: Line(200, { examples: ['Amoxicillin'] }),
    dose: OptionalLine(100, { default: '', examples: ['500 mg'] }),
    route: OptionalLine(100, { default: '', examples: ['oral'] }),
    frequency: OptionalLine(100, { default: '', examples: ['three times a day'] }),
    duration: OptionalLine(100, { default: '', examples: ['7 days'] }),
    instructions: Text(1000, { default: '', examples: ['With food.'] }),
  }),
);

export const ALLERGY_SEVERITIES = ['mild', 'moderate', 'severe', 'life_threatening'] as const;

export const Allergy = model(
  'Allergy',
  Closed({
    substance: Line(200, { examples: ['Penicillin'] }),
    reaction: OptionalLine(200, { default: '', examples: ['Rash'] }),
    severity: Nullable(OneOf(ALLERGY_SEVERITIES, { default: null, examples: ['moderate'] })),
  }),
);

/** HL7's interpretation codes in words. */
export const LAB_FLAGS = [
  'normal',
  'low',
  'high',
  'critical_low',
  'critical_high',
  'abnormal',
  'critical',
] as const;

export const LabResult = model(
  'LabResult',
  Closed({
    test: Line(200, { examples: ['Haemoglobin'] }),
    value: Type.Unsafe<string | number>({
      type: ['string', 'number'],
      description: 'A number, or words such as `positive` or `<0.5`.',
      minLength: 1,
      maxLength: 100,
      format: 'line',
      minimum: -1e12,
      maximum: 1e12,
      examples: [13.5],
    }),
    unit: OptionalLine(50, { default: '', examples: ['g/dL'] }),
    reference_range: OptionalLine(100, { default: '', examples: ['12.0–15.5'] }),
    flag: Nullable(OneOf(LAB_FLAGS, { default: null, examples: ['normal'] })),
  }),
);

const whole = (minimum: number, maximum: number, example: number, description: string) =>
  Type.Optional(Nullable(Type.Integer({ minimum, maximum, description, examples: [example] })));
const measured = (minimum: number, maximum: number, example: number, description: string) =>
  Type.Optional(Nullable(Type.Number({ minimum, maximum, description, examples: [example] })));

export const VitalSigns = model(
  'VitalSigns',
  Closed({
    systolic: whole(30, 350, 120, 'mmHg'),
    diastolic: whole(10, 250, 80, 'mmHg; below the systolic pressure'),
    heart_rate: whole(10, 350, 72, 'Beats a minute'),
    temperature_c: measured(20, 46, 36.8, 'Degrees Celsius'),
    respiratory_rate: whole(2, 120, 16, 'Breaths a minute'),
    oxygen_saturation: measured(20, 100, 98, 'Percent'),
    weight_kg: measured(0.2, 650, 70.5, 'Kilograms'),
    height_cm: measured(15, 280, 175, 'Centimetres'),
  }),
);
export type VitalSigns = Static<typeof VitalSigns>;
