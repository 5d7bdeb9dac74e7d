import { beforeAll, expect } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import type { TestEtiba } from '../../../test/harness.ts';

/** An id that nothing has. */
export const ABSENT = '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d';

let counter = 0;

/** What `POST register/` wants, with a new address and licence each time. */
export function aRegistration(overrides: object = {}) {
  counter += 1;
  return {
    email: `grace${counter}@example.org`,
    first_name: 'Grace',
    last_name: 'Wanjiku',
    license_number: `KMPDC-${counter}`,
    ...overrides,
  };
}

const WRITTEN_BY_REGISTRATION = [
  'users',
  'doctors',
  'doctor_schedules',
  'doctor_specializations',
  'mails',
] as const;

/** How many rows there are of what a registration writes. */
export function countRegistered({ deps }: TestEtiba): Promise<number[]> {
  const rowsOf = async (table: (typeof WRITTEN_BY_REGISTRATION)[number]) => {
    const all = deps.db.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('rows'));
    return (await all.executeTakeFirstOrThrow()).rows;
  };
  return Promise.all(WRITTEN_BY_REGISTRATION.map(rowsOf));
}

/** Of one doctor at a time, what is done with absences. */
export function absencesOf(etiba: TestEtiba, doctor: () => TestDoctor) {
  const all = (id = doctor().id) => `/api/doctors/${id}/unavailability/`;
  const url = (absence: { id: string }, doctorId?: string) => `${all(doctorId)}${absence.id}/`;
  const list = (query = '', by: Person = doctor()) => etiba.as(by).get(`${all()}?${query}`);
  return {
    all,
    url,
    list,
    read: async () => (await list()).body.results,
    get: (absence: { id: string }, by: Person = doctor()) => etiba.as(by).get(url(absence)),
    add: (body: object, by: Person = doctor()) => etiba.as(by).post(all(), body),
    put: (absence: { id: string }, body: object, by: Person = doctor(), headers = {}) =>
      etiba.as(by).put(url(absence), body, { headers }),
    patch: (absence: { id: string }, body: object, by: Person = doctor(), headers = {}) =>
      etiba.as(by).patch(url(absence), body, { headers }),
    remove: (absence: { id: string }, by: Person = doctor(), headers = {}) =>
      etiba.as(by).delete(url(absence), { headers }),
  };
}

/**
 * A clinic with Grace, José who works at night, Zuri who takes no bookings, and Gone who has left.
 * @returns an object that is filled before the first test
 */
export function useFourDoctors(etiba: TestEtiba) {
  const clinic = {} as Record<'grace' | 'jose' | 'zuri' | 'gone', TestDoctor> & {
    admin: Person;
    patient: TestPatient;
    heart: { id: string };
  };
  beforeAll(async () => {
    const admin = await etiba.anAdmin();
    const heart = await etiba.aSpecialization('Kardiológia');
    const skin = await etiba.aSpecialization('Dermatology');
    const aDoctor = async (person: Parameters<typeof etiba.aDoctor>[0], profile: object) => {
      const doctor = await etiba.aDoctor(person);
      await etiba.as(admin).patch(`/api/doctors/${doctor.id}/update/`, profile);
      return doctor;
    };
    const grace = await aDoctor(
      { first_name: 'Grace', last_name: 'Wanjiku', phone: '+254712345678' },
      {
        years_of_experience: 12,
        consultation_fee: '1500.00',
        office_address: 'Room 4%, Crème building',
        specialization_ids: [heart.id, skin.id],
      },
    );
    const jose = await aDoctor(
      {
        first_name: 'José',
        last_name: 'Ångström',
        hours: [{ day_of_week: 4, start_time: '22:00', end_time: '06:00' }],
      },
      {
        years_of_experience: 3,
        consultation_fee: '900.50',
        bio: 'Speaks Kiswahili_and French.',
        specialization_ids: [skin.id],
      },
    );
    const zuri = await aDoctor(
      { first_name: 'Zuri', last_name: 'abdi', hours: [] },
      { years_of_experience: 30, consultation_fee: '10000.00', is_available: false },
    );
    const gone = await aDoctor({ first_name: 'Gone', last_name: 'Away' }, {});
    await etiba.as(admin).delete(`/api/doctors/${gone.id}/deactivate/`);
    Object.assign(clinic, { admin, patient: await etiba.aPatient(), heart, grace, jose, zuri, gone });
  });

  const list = (query: string, by: Person = clinic.patient) => etiba.as(by).get(`/api/doctors/?${query}`);
  /** First names of the doctors that a query finds, in order. */
  const names = async (query: string, by?: Person): Promise<string[]> => {
    const { status, body } = await list(query, by);
    expect(status).toBe(200);
    expect(body.count).toBe(body.results.length);
    return body.results.map(({ user }: { user: { first_name: string } }) => user.first_name);
  };
  return { clinic, list, names };
}
