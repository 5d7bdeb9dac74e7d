import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { useEtiba } from '../../../test/harness.ts';
import { ABSENT, absencesOf } from './doctors.test-kit.ts';
import { requirePossibleAbsence } from './possible-absence.ts';
import type { Absence } from './working-windows.ts';

const etiba = useEtiba({ config: { first_time_zone: 'Europe/Paris' } });
const DAY = { start_date: '2026-12-24', end_date: '2026-12-24' };
const HOLIDAY = { start_date: '2026-12-24', end_date: '2027-01-02', reason: 'Family' };

let admin: Person;
let patient: TestPatient;
let other: TestDoctor;
let doctor: TestDoctor;
beforeAll(async () => {
  admin = await etiba.anAdmin();
  patient = await etiba.aPatient();
  other = await etiba.aDoctor();
});
beforeEach(async () => {
  doctor = await etiba.aDoctor();
});

const { url, read, get, add, put, patch, remove } = absencesOf(etiba, () => doctor);

describe('an absence is refused', () => {
  const impossible: [object, string][] = [
    [{ ...DAY, end_date: '2026-12-23' }, 'end_date'],
    [{ ...DAY, end_date: '2025-12-25' }, 'end_date'],
    [{ ...DAY, start_time: '13:00', end_time: '12:00' }, 'end_time'],
    [{ ...DAY, start_time: '13:00', end_time: '13:00:00' }, 'end_time'],
    [{ ...DAY, end_time: '00:00' }, 'end_time'],
    [{ ...DAY, start_time: '24:00' }, 'start_time'],
    [{ ...DAY, start_time: '13:00:01' }, 'start_time'],
    [{ ...DAY, start_time: '' }, 'start_time'],
    [{ ...DAY, start_time: 13 }, 'start_time'],
    [{ ...DAY, start_date: '2026-02-30' }, 'start_date'],
    [{ ...DAY, start_date: '2026-12-24T00:00:00Z' }, 'start_date'],
    [{ ...DAY, end_date: null }, 'end_date'],
    [{ ...DAY, end_date: '10000-01-01' }, 'end_date'],
    [{ ...DAY, reason: null }, 'reason'],
    [{ ...DAY, reason: 'a\u0000b' }, 'reason'],
    [{ ...DAY, reason: '\ud800' }, 'reason'],
    [{ ...DAY, reason: 'a\u202eb' }, 'reason'],
    [{ ...DAY, id: ABSENT }, 'id'],
    [{ ...DAY, doctor_id: ABSENT }, 'doctor_id'],
    [{ ...DAY, affected_appointments: [] }, 'affected_appointments'],
  ];

  it.each(impossible)('when it is %j, by POST and PUT', async (body, field) => {
    const absence = (await add(HOLIDAY)).body;
    const before = await read();
    expect(await add(body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await put(absence, body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await read()).toEqual(before);
  });

  it.each([
    [{ start_date: '2026-12-24' }, 'end_date'],
    [{ end_date: '2026-12-24' }, 'start_date'],
    [{}, 'start_date'],
  ])('when it lacks a date: %j', async (body, field) => {
    expect(await add(body)).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([{ field, message: 'is required' }]) },
    });
  });

  it.each([
    [{ end_date: '2026-12-23' }, 'end_date'],
    [{ start_date: '2027-01-03' }, 'end_date'],
    [{ end_date: '2026-12-24', end_time: '12:00' }, 'end_time'],
    [{ start_date: null }, 'start_date'],
  ])('when a change would make it impossible: %j', async (change, field) => {
    const { body } = await add({ ...HOLIDAY, start_time: '13:00' });
    expect(await patch(body, change)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await read()).toMatchObject([{ ...HOLIDAY, start_time: '13:00', end_time: null }]);
  });

  it('to others', async () => {
    const { body } = await add(HOLIDAY);
    const before = await read();
    for (const person of [other, patient]) {
      const answers = await Promise.all([
        add(DAY, person),
        put(body, DAY, person),
        patch(body, {}, person),
        remove(body, person),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    }
    expect(await read()).toEqual(before);
  });

  it('under another doctor, whoever asks', async () => {
    const { body } = await add(HOLIDAY);
    for (const person of [admin, other]) {
      expect((await etiba.as(person).get(url(body, other.id))).status).toBe(404);
      expect((await etiba.as(person).put(url(body, other.id), DAY)).status).toBe(404);
      expect((await etiba.as(person).patch(url(body, other.id), { reason: '' })).status).toBe(404);
      expect((await etiba.as(person).delete(url(body, other.id))).status).toBe(404);
    }
    expect(await read()).toHaveLength(1);
  });

  it('with a stale If-Match', async () => {
    const { body } = await add(HOLIDAY);
    const ifMatch = { 'if-match': String((await get(body)).headers['etag']) };
    expect((await patch(body, { reason: 'Other' }, doctor, ifMatch)).status).toBe(200);
    const answers = [
      await patch(body, {}, doctor, ifMatch),
      await put(body, DAY, doctor, ifMatch),
      await remove(body, doctor, ifMatch),
    ];
    expect(answers.map(({ status }) => status)).toEqual([412, 412, 412]);
    expect(await read()).toMatchObject([{ ...HOLIDAY, reason: 'Other' }]);
  });
});

describe('an absence where clocks change', () => {
  const SPRING = { start_date: '2027-03-28', end_date: '2027-03-28' };

  it.each([
    [{ ...SPRING, start_time: '02:30' }, 'start_time'],
    [{ ...SPRING, start_time: '01:00', end_time: '02:00' }, 'end_time'],
    [{ ...SPRING, start_date: '2027-03-27', start_time: '02:30', end_time: '02:59' }, 'end_time'],
  ])('is refused with a time that is skipped: %j', async (body, field) => {
    expect(await add(body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await read()).toEqual([]);
  });

  it.each([
    { ...SPRING, start_time: '01:59', end_time: '03:00' },
    { ...SPRING, end_date: '2027-03-29', start_time: '03:00', end_time: '02:30' },
    { start_date: '2027-10-31', end_date: '2027-10-31', start_time: '02:15', end_time: '02:45' },
    SPRING,
  ])('is taken with times that come: %j', async (body) => {
    expect((await add(body)).status).toBe(201);
  });

  it('is refused on a date that the zone skipped', () => {
    const day = (start_date: string, end_date: string) => ({
      start_date,
      end_date,
      start_time: null,
      end_time: null,
    });
    const check = (absence: Absence) => () => requirePossibleAbsence(absence, 'Pacific/Apia');
    expect(check(day('2011-12-30', '2011-12-30'))).toThrow('start_date: does not exist at the clinic');
    expect(check(day('2011-12-29', '2011-12-31'))).not.toThrow();
  });
});
