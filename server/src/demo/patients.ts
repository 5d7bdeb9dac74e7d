import type { PatientGender, UserLocale } from '../platform/database.generated.ts';
import { chanceOf, type Chance } from './chance.ts';
import { freeAddress, nameFor, type Name } from './names.ts';
import { addresses, conditions, insurers, relations, type Condition } from './patient-details.ts';

/** A patient as the demo tells of them; ages and days count back from today. */
export interface PatientPlan extends Name {
  email: string;
  phone: string;
  gender: PatientGender;
  locale: UserLocale;
  /** Days of life. */
  age: number;
  address: string;
  emergency_contact: string;
  insurance_provider: string;
  insurance_number: string;
  medical_history: string;
  allergies: string;
  current_medications: string;
  /** Days since the account was made, never more than of life. */
  registered: number;
  is_verified: boolean;
  is_deactivated: boolean;
}

const PATIENTS = 400;
const YEAR = 365.25;

type Known = Name & Pick<PatientPlan, 'gender' | 'age'> & Partial<PatientPlan>;

/** The first three have a login printed; the others are the ends of life and a few special cases. */
const known: readonly Known[] = [
  {
    first_name: 'Amina',
    last_name: 'Otieno',
    gender: 'F',
    age: 34 * YEAR,
    allergies: 'Penicillin (rash)',
    insurance_provider: 'Jubilee Health',
    insurance_number: 'JUB-407718',
    medical_history: 'Asthma since childhood',
    current_medications: 'Salbutamol inhaler as needed',
  },
  {
    first_name: 'Łukasz',
    last_name: 'Nowak',
    gender: 'M',
    age: 61 * YEAR,
    allergies: '',
    insurance_provider: 'AAR',
    insurance_number: 'AAR-220956',
    medical_history: 'High blood pressure since 2016',
    current_medications: 'Amlodipine 5 mg in the morning',
  },
  {
    first_name: 'Njeri',
    last_name: 'Mũrage',
    gender: 'F',
    age: 28 * YEAR,
    allergies: 'Latex',
    insurance_provider: 'Britam',
    insurance_number: 'BRT-918340',
    medical_history: '',
    current_medications: 'Folic acid',
  },
  { first_name: '娜', last_name: '李', gender: 'F', age: 52 * YEAR },
  {
    first_name: 'Zawadi',
    last_name: 'Wekesa',
    gender: 'F',
    age: 3,
    medical_history: 'Born at 39 weeks, 3.2 kg',
  },
  { first_name: 'Barnabas', last_name: 'Ole-Sein', gender: 'M', age: 95.4 * YEAR },
  { first_name: 'Philomena', last_name: 'Gĩthaiga', gender: 'F', age: 92.1 * YEAR },
  { first_name: 'Kiprono', last_name: 'Koech', gender: 'O', age: 41 * YEAR },
  { first_name: 'Sam', last_name: 'O’Connor', gender: 'P', age: 23 * YEAR },
];

/**
 * The same four hundred people every time.
 * @param taken addresses of others; those of the patients are added
 */
export function planPatients(taken: Set<string>): PatientPlan[] {
  const chance = chanceOf('patients');
  return Array.from({ length: PATIENTS }, (_, index) => {
    const person = known[index] ?? stranger(chance);
    const plan = { ...detailsOf(chance, index, person), ...person, age: Math.floor(person.age) };
    return { ...plan, email: freeAddress(taken, person) };
  });
}

function stranger(chance: Chance): Known {
  const gender = chance.weigh([
    [55, 'F'],
    [45, 'M'],
  ] as const);
  const years = chance.weigh([
    [3, [0, 0]],
    [27, [1, 15]],
    [40, [16, 45]],
    [20, [46, 65]],
    [10, [66, 93]],
  ] as const);
  const age = chance.integer(years[0] * YEAR + 20, years[1] * YEAR + 360);
  return { ...nameFor(chance, gender), gender, age };
}

function detailsOf(chance: Chance, index: number, { age, last_name }: Known) {
  const years = age / YEAR;
  const [insurance_provider, prefix] = chance.weigh(insurers);
  const ill = chance.happens(years / 90)
    ? [chance.pick(conditions.filter((condition) => fits(condition, years)))]
    : [];
  const [relation, first_name] = years < 16 ? chance.pick(relations.child) : chance.pick(relations.adult);
  const isStranger = index >= known.length;
  return {
    phone: phoneOf(index),
    locale: chance.weigh<UserLocale>([
      [86, 'en'],
      [11, 'sw'],
      [3, 'fr'],
    ]),
    address: chance.pick(addresses).replace('#', String(chance.integer(1, 180))),
    emergency_contact: `${relation}: ${first_name} ${last_name}, ${phoneOf(500 + index)}`,
    insurance_provider,
    insurance_number: insurance_provider && `${prefix}${chance.integer(100_000, 999_999)}`,
    medical_history: ill.map(({ name }) => name).join('\n'),
    current_medications: ill.map(({ medication }) => medication).join('\n'),
    allergies: chance.weigh([
      [78, ''],
      [8, 'Penicillin (rash)'],
      [5, 'Sulfa drugs'],
      [4, 'Peanuts'],
      [3, 'Bee stings'],
      [2, 'Latex'],
    ]),
    // Long enough ago for a past, unless life itself is not.
    registered: Math.min(Math.floor(age), chance.integer(85, 900)),
    is_verified: !(isStranger && chance.happens(0.015)),
    is_deactivated: isStranger && chance.happens(0.01),
  };
}

function fits({ from, to = 120 }: Condition, years: number): boolean {
  return years >= from && years <= to;
}

function phoneOf(number: number): string {
  return `+254700${String(100_000 + number * 731).padStart(6, '0')}`;
}
