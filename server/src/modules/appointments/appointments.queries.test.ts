import { beforeAll, describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import type { Person, TestDoctor, TestPatient } from '../../../test/factories.ts';
import { APPOINTMENTS, urlOf } from './visits.test-kit.ts';

const etiba = useEtiba();

let admin: Person;
let doctor: TestDoctor;
let patient: TestPatient;
/** Ids by the wall time of the clinic, in order. */
const visits: Record<string, string> = {};

beforeAll(async () => {
  admin = await etiba.anAdmin();
  doctor = await etiba.aDoctor({ first_name: 'Grace', last_name: 'Wanjiku' });
  patient = await etiba.aPatient({ first_name: 'Zoë', last_name: '100%_Ngũgĩ' });
  const plan = [
    ['2026-11-30T23:30', 'completed', 'follow_up'],
    ['2026-12-01T00:00', 'no_show', 'consultation'],
    ['2026-12-01T23:30', 'scheduled', 'consultation'],
    ['2026-12-02T00:00', 'confirmed', 'emergency'],
    ['2026-12-03T09:00', 'cancelled', 'consultation'],
  ] as const;
  for (const [local, status, appointment_type] of plan) {
    const { id } = await etiba.aVisit(patient, doctor, { appointment_datetime: `${local}:00+03:00`, status });
    await etiba.deps.db
      .updateTable('appointments')
      .set({
        appointment_type,
        is_urgent: appointment_type === 'emergency',
        needs_reschedule: status === 'confirmed',
        reason: `Reason ${local}`,
      })
      .where('id', '=', id)
      .execute();
    visits[local] = id;
  }
});

const list = (query: string) => etiba.as(admin).get(`${APPOINTMENTS}?${query}`);
async function found(query: string): Promise<string[]> {
  const { status, body } = await list(`ordering=appointment_datetime&${query}`);
  expect(status).toBe(200);
  expect(body.count).toBe(body.results.length);
  return body.results.map(({ id }: { id: string }) =>
    Object.keys(visits).find((local) => visits[local] === id),
  );
}

describe('GET /api/appointments/', () => {
  it('lists whole visits, the latest first', async () => {
    const { body } = await list('');
    expect(body.results.map(({ id }: { id: string }) => id)).toEqual(Object.values(visits).toReversed());
    for (const visit of body.results) expect((await etiba.as(admin).get(urlOf(visit))).body).toEqual(visit);
  });

  it.each([
    ['status=scheduled', ['2026-12-01T23:30']],
    ['status=scheduled,confirmed', ['2026-12-01T23:30', '2026-12-02T00:00']],
    ['status=scheduled,%20no_show', ['2026-12-01T00:00', '2026-12-01T23:30']],
    ['date_from=2026-12-01&date_to=2026-12-01', ['2026-12-01T00:00', '2026-12-01T23:30']],
    ['date_from=2026-12-03', ['2026-12-03T09:00']],
    ['date_to=2026-11-30', ['2026-11-30T23:30']],
    ['date_from=2026-12-02&date_to=2026-12-01', []],
    ['date_from=9999-12-31', []],
    ['date_to=0001-01-01', []],
    ['date_from=0001-01-01&date_to=9999-12-31&status=completed', ['2026-11-30T23:30']],
    ['appointment_type=emergency', ['2026-12-02T00:00']],
    ['is_urgent=true', ['2026-12-02T00:00']],
    ['needs_reschedule=true', ['2026-12-02T00:00']],
    ['needs_reschedule=false&status=cancelled', ['2026-12-03T09:00']],
    ['search=reason%202026-12-03', ['2026-12-03T09:00']],
    ['search=wanjiku%20ngugi%2000:00&status=confirmed', ['2026-12-02T00:00']],
    ['search=ZOE%20100%25_&status=no_show', ['2026-12-01T00:00']],
    ['search=100%25n', []],
    ['search=100_', []],
    ['search=%5C', []],
    ["search='", []],
    ['search=nobody', []],
  ])('filters by %s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  it('orders by time, creation or status, each with a last word that is unique', async () => {
    const order = async (ordering: string) =>
      (await list(`ordering=${ordering}`)).body.results.map(({ id }: { id: string }) => id);
    const ids = Object.values(visits);
    expect(await order('created_at')).toEqual(ids);
    expect(await order('-created_at')).toEqual(ids.toReversed());
    expect(await order('appointment_datetime')).toEqual(ids);
    const statuses = (await list('ordering=status')).body.results.map(
      ({ status }: { status: string }) => status,
    );
    expect(statuses).toEqual(['scheduled', 'confirmed', 'completed', 'cancelled', 'no_show']);
  });

  it('comes in pages without gap or double', async () => {
    const seen: string[] = [];
    for (let url: string | null = `${APPOINTMENTS}?page_size=2&status=scheduled,confirmed,completed`; url;) {
      const { body }: { body: { count: number; next: string | null; results: { id: string }[] } } =
        await etiba.as(admin).get(url);
      expect(body.count).toBe(3);
      seen.push(...body.results.map(({ id }) => id));
      url = body.next;
    }
    expect(seen).toEqual([
      visits['2026-12-02T00:00'],
      visits['2026-12-01T23:30'],
      visits['2026-11-30T23:30'],
    ]);
  });

  it.each([
    ['status', 'status='],
    ['status', 'status=done'],
    ['status', 'status=scheduled,'],
    ['status', 'status=scheduled&status=confirmed'],
    ['doctor_id', 'doctor_id=me'],
    ['patient_id', 'patient_id=1'],
    ['date_from', 'date_from=2026-13-01'],
    ['date_to', 'date_to=tomorrow'],
    ['appointment_type', 'appointment_type=party'],
    ['is_urgent', 'is_urgent=yes'],
    ['needs_reschedule', 'needs_reschedule=1e0'],
    ['search', 'search='],
    ['search', `search=${'x'.repeat(101)}`],
    ['search', 'search=%00'],
    ['ordering', 'ordering=reason'],
    ['ordering', 'ordering=appointment_datetime;drop'],
    ['page', 'page=0'],
    ['page', 'page=9999'],
    ['page_size', 'page_size=101'],
    ['full_name', 'full_name=x'],
  ])('names a bad %s (%s)', async (field, query) => {
    const answer = await list(query);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });
});
