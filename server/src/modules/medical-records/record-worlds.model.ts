import fc from 'fast-check';

// Small clinics at random, and who may see what in them, said without a look at the code (contract section 6).

export const STATUSES = [
  'scheduled',
  'confirmed',
  'in_progress',
  'completed',
  'cancelled',
  'no_show',
  'rescheduled',
] as const;

export const STATES = ['draft', 'signed', 'amended', 'entered_in_error'] as const;

export interface World {
  visits: {
    patient: number;
    doctor: number;
    status: (typeof STATUSES)[number];
    booked_by: 'patient' | 'doctor' | 'admin';
    /** Everybody who ever confirmed it. */
    confirmed_by: ('patient' | 'doctor' | 'admin')[];
  }[];
  records: {
    patient: number;
    doctor: number;
    is_confidential: boolean;
    state: (typeof STATES)[number];
    deleted: boolean;
    word: (typeof WORDS)[number];
    /** Belongs to the first visit of the two, if there is one. */
    of_visit: boolean;
    file: 'none' | 'attached' | 'removed';
  }[];
  emergencies: { patient: number; by: number | 'admin'; is_live: boolean }[];
}

export const PATIENTS = 2;
export const DOCTORS = 3;
export const WORDS = ['malaria', 'asthma'] as const;

const patient = fc.nat(PATIENTS - 1);
const doctor = fc.nat(DOCTORS - 1);
const person = fc.constantFrom('patient', 'doctor', 'admin');

export const worlds: fc.Arbitrary<World> = fc.record({
  visits: fc.array(
    fc.record({
      patient,
      doctor,
      status: fc.constantFrom(...STATUSES),
      booked_by: person,
      confirmed_by: fc.uniqueArray(person, { maxLength: 2 }),
    }),
    { maxLength: 4 },
  ),
  records: fc.array(
    fc.record({
      patient,
      doctor,
      is_confidential: fc.boolean(),
      state: fc.constantFrom(...STATES),
      deleted: fc.boolean(),
      word: fc.constantFrom(...WORDS),
      of_visit: fc.boolean(),
      file: fc.constantFrom('none', 'attached', 'removed'),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  emergencies: fc.array(
    fc.record({ patient, by: fc.oneof(doctor, fc.constant('admin' as const)), is_live: fc.boolean() }),
    { maxLength: 3 },
  ),
});

export type Person = { role: 'PATIENT' | 'DOCTOR'; number: number } | { role: 'ADMIN' };
export type Sight = 'full' | 'stub' | 'nothing';

export const everybody: Person[] = [
  ...Array.from({ length: PATIENTS }, (_, number) => ({ role: 'PATIENT' as const, number })),
  ...Array.from({ length: DOCTORS }, (_, number) => ({ role: 'DOCTOR' as const, number })),
  { role: 'ADMIN' },
];

/** Whether a doctor has a patient in care. */
export function isInCare(world: World, doctorNumber: number, patientNumber: number): boolean {
  const theirs = <T extends { doctor: number; patient: number }>(list: T[]) =>
    list.filter((one) => one.doctor === doctorNumber && one.patient === patientNumber);
  const byVisit = theirs(world.visits).some(({ status, booked_by, confirmed_by }) => {
    if (status === 'cancelled' || status === 'no_show') return false;
    if (booked_by !== 'doctor') return true;
    const hasBegun = status === 'in_progress' || status === 'completed';
    return hasBegun || confirmed_by.includes('patient') || confirmed_by.includes('admin');
  });
  return byVisit || theirs(world.records).some(({ deleted }) => !deleted);
}

/** What somebody sees of a record. */
export function sightOf(world: World, viewer: Person, record: World['records'][number]): Sight {
  if (record.deleted) return 'nothing';
  if (viewer.role === 'PATIENT') {
    return record.patient === viewer.number && record.state !== 'draft' ? 'full' : 'nothing';
  }
  if (viewer.role === 'DOCTOR') {
    if (record.doctor === viewer.number) return 'full';
    if (!isInCare(world, viewer.number, record.patient)) return 'nothing';
  }
  if (!record.is_confidential) return 'full';
  const me = viewer.role === 'ADMIN' ? 'admin' : viewer.number;
  const hasBroken = world.emergencies.some(
    ({ by, patient: whose, is_live }) => is_live && by === me && whose === record.patient,
  );
  return hasBroken ? 'full' : 'stub';
}
