import { beforeAll, describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { APPOINTMENTS, at, urlOf, useVisits } from './visits.test-kit.ts';

const etiba = useEtiba();
const { booked, stored } = useVisits(etiba);

let patients: TestPatient[];
let doctors: TestDoctor[];
let admin: Person;
let visits: { id: string; patient: { id: string }; doctor: { id: string } }[];

beforeAll(async () => {
  admin = await etiba.anAdmin();
  const names = ['Amina', 'Baraka', 'Chausiku'];
  patients = await Promise.all(
    names.map((first_name, index) => etiba.aPatient({ first_name, phone: `+25471234567${index}` })),
  );
  doctors = await Promise.all(['Grace', 'Hawa', 'Idle'].map((first_name) => etiba.aDoctor({ first_name })));
  visits = [];
  const pairs = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 1],
  ] as const;
  for (const [index, [patient, doctor]] of pairs.entries()) {
    const visit = await booked(
      patients[patient]!,
      doctors[doctor]!,
      at(`${9 + index >= 12 ? 10 + index : 9 + index}:00`.padStart(5, '0')),
      {
        reason: `Malaria ${index}`,
      },
    );
    await etiba.as(admin).patch(urlOf(visit), { doctor_notes: `Secret ${index}` });
    visits.push(visit);
  }
  await etiba.as(patients[0]!).delete(urlOf(visits[1]!));
});

type Sees = (visit: (typeof visits)[number]) => boolean;
const everybody = (): [name: string, person: Person, sees: Sees][] => [
  ...patients.map((person, index): [string, Person, Sees] => [
    `patient ${index}`,
    person,
    ({ patient }) => patient.id === person.id,
  ]),
  ...doctors.map((person, index): [string, Person, Sees] => [
    `doctor ${index}`,
    person,
    ({ doctor }) => doctor.id === person.id,
  ]),
  ['admin', admin, () => true],
];
const idsIn = ({ body }: { body: { results: { id: string }[] } }) => body.results.map(({ id }) => id).sort();
const list = (person: Person, query = '') => etiba.as(person).get(`${APPOINTMENTS}?page_size=100${query}`);

describe('what somebody sees of the visits', () => {
  it('is the same in list, count, search, filters and get', async () => {
    for (const [name, person, sees] of everybody()) {
      const visible = visits
        .filter(sees)
        .map(({ id }) => id)
        .sort();
      const all = await list(person);
      expect({ name, ids: idsIn(all), count: all.body.count }).toEqual({
        name,
        ids: visible,
        count: visible.length,
      });
      for (const { id } of visits) {
        const { status } = await etiba.as(person).get(urlOf({ id }));
        expect({ name, id, status }).toEqual({ name, id, status: visible.includes(id) ? 200 : 404 });
      }
      for (const query of [
        '&search=Malaria',
        '&search=Person',
        '&date_from=2026-12-01',
        '&is_urgent=false',
        '&needs_reschedule=false',
      ]) {
        const found = await list(person, query);
        expect({ name, query, ids: idsIn(found), count: found.body.count }).toEqual({
          name,
          query,
          ids: visible,
          count: visible.length,
        });
      }
      const filters: [filter: string, matches: Sees][] = [
        ...patients.map(({ id }): [string, Sees] => [`patient_id=${id}`, ({ patient }) => patient.id === id]),
        ...doctors.map(({ id }): [string, Sees] => [`doctor_id=${id}`, ({ doctor }) => doctor.id === id]),
        ['search=Amina', ({ patient }) => patient.id === patients[0]!.id],
      ];
      for (const [filter, matches] of filters) {
        const found = await list(person, `&${filter}`);
        const wanted = visits
          .filter((visit) => sees(visit) && matches(visit))
          .map(({ id }) => id)
          .sort();
        expect({ name, filter, ids: idsIn(found), count: found.body.count }).toEqual({
          name,
          filter,
          ids: wanted,
          count: wanted.length,
        });
      }
    }
  });

  it('is as in the get, in each item of the list', async () => {
    for (const [, person] of everybody()) {
      for (const item of (await list(person)).body.results) {
        expect((await etiba.as(person).get(urlOf(item))).body).toEqual(item);
      }
    }
  });

  it('never holds the doctor’s notes for a patient, whatever they do', async () => {
    const [patient] = patients;
    const visit = await booked(patient!, doctors[0]!, at('16:00'));
    await etiba.as(doctors[0]!).patch(urlOf(visit), { doctor_notes: 'Secret' });
    const answers = [
      await list(patient!),
      await list(patient!, '&search=Secret'),
      await etiba.as(patient!).get(urlOf(visit)),
      await etiba.as(patient!).patch(urlOf(visit), { notes: 'By bus' }),
      await etiba.as(patient!).put(urlOf(visit), { appointment_datetime: at('16:00'), reason: 'Malaria' }),
      await etiba.as(patient!).patch(urlOf(visit), { appointment_datetime: at('16:30') }),
      await etiba.as(patient!).post(`${urlOf(visit)}status/`, { status: 'cancelled' }),
      await etiba.as(patient!).delete(urlOf(visit)),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toMatch(/doctor_notes|Secret/);
    }
    expect(idsIn(answers[1]!)).toEqual([]);
    expect((await etiba.as(doctors[0]!).get(urlOf(visit))).body.doctor_notes).toBe('Secret');
  });

  it('holds contacts of the patient, and none of the doctor', async () => {
    const { body } = await etiba.as(doctors[0]!).get(urlOf(visits[0]!));
    expect(body.patient.user).toMatchObject({ email: patients[0]!.email, phone: '+254712345670' });
    for (const [, person] of everybody()) {
      const everything = JSON.stringify((await list(person)).body);
      for (const { email } of doctors) expect(everything).not.toContain(email);
      expect(everything).not.toMatch(/license|LIC-|password/);
    }
  });
});

describe('what somebody does not see', () => {
  it('is answered by every route as what does not exist', async () => {
    const hidden = visits[0]!;
    const before = await stored(hidden.id);
    const requests: [string, (url: string, person: Person) => Promise<{ status: number; body: object }>][] = [
      ['GET', (url, person) => etiba.as(person).get(url)],
      [
        'PUT',
        (url, person) => etiba.as(person).put(url, { appointment_datetime: at('15:00'), reason: 'Mine' }),
      ],
      ['PATCH', (url, person) => etiba.as(person).patch(url, { notes: 'Mine' })],
      ['PATCH a move', (url, person) => etiba.as(person).patch(url, { appointment_datetime: at('15:00') })],
      ['DELETE', (url, person) => etiba.as(person).delete(url)],
      ['POST status', (url, person) => etiba.as(person).post(`${url}status/`, { status: 'cancelled' })],
      ['PATCH status', (url, person) => etiba.as(person).patch(`${url}status/`, { status: 'scheduled' })],
      [
        'GET availability',
        (url, person) =>
          etiba
            .as(person)
            .get(
              `${APPOINTMENTS}availability/?doctor_id=${doctors[0]!.id}&date=2026-12-02&appointment_id=${url.split('/')[3]}`,
            ),
      ],
    ];
    for (const person of [patients[1]!, doctors[1]!, doctors[2]!]) {
      for (const [name, send] of requests) {
        const theirs = await send(urlOf(hidden), person);
        const nothing = await send(urlOf({ id: etiba.deps.ids.next() }), person);
        expect({ name, status: theirs.status, ...theirs.body, request_id: '' }).toEqual({
          name,
          status: 404,
          ...nothing.body,
          request_id: '',
        });
      }
    }
    for (const id of ['nothing', '1', '%00', '..', 'availability ']) {
      expect((await etiba.as(admin).get(`${APPOINTMENTS}${id}/`)).status).toBeGreaterThanOrEqual(400);
    }
    expect(await stored(hidden.id)).toEqual(before);
    await etiba.runJobs();
    for (const person of [patients[2]!, doctors[2]!]) {
      const { body } = await etiba.as(person).get('/api/notifications/');
      expect(JSON.stringify(body)).not.toContain(hidden.id);
    }
  });
});
