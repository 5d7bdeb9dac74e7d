import { localDate, startOfDate, type Instant } from '../modules/doctors/working-windows.ts';
import { idsOf } from './chance.ts';
import { doctors, FIELDS, type DoctorPlan, type Field } from './doctors.ts';
import { freeAddress, type Name } from './names.ts';
import { planPatients, type PatientPlan } from './patients.ts';

interface Account extends Name {
  user_id: string;
  email: string;
  joined_at: Instant;
}

export type Doctor = DoctorPlan & Account & { id: string };
/** `born_on` is `YYYY-MM-DD`. */
export type Patient = PatientPlan & Account & { id: string; born_on: string };

export interface People {
  desk: Account;
  doctors: Doctor[];
  patients: Patient[];
  fields: Record<Field, string>;
}

/** Everybody, with ids that are the same in every demo; only birthdays and joining move along with today. */
export function gatherPeople(now: Instant, time_zone: string): People {
  const ids = idsOf('people');
  const taken = new Set<string>();
  const today = localDate(now, time_zone);
  const nineInTheMorning = (daysAgo: number) =>
    Math.min(now, startOfDate(today.subtract({ days: daysAgo }), time_zone) + 9 * 3600_000);
  const account = (name: Name, daysAgo: number) => ({
    user_id: ids.next(),
    email: freeAddress(taken, name),
    joined_at: nineInTheMorning(daysAgo),
  });

  const desk = { first_name: 'Wanjirũ', last_name: 'Kamau' };
  return {
    desk: { ...desk, ...account(desk, 1100) },
    doctors: doctors.map((plan, index) => ({ ...plan, ...account(plan, 1090 - 70 * index), id: ids.next() })),
    patients: planPatients(taken).map((plan) => ({
      ...plan,
      user_id: ids.next(),
      id: ids.next(),
      joined_at: nineInTheMorning(plan.registered),
      born_on: today.subtract({ days: plan.age }).toString(),
    })),
    fields: Object.fromEntries(FIELDS.map((field) => [field, ids.next()])) as Record<Field, string>,
  };
}
