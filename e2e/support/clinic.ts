import { expect } from '@playwright/test';
import { mailedLink, type Etiba } from './etiba.ts';
import { TIME_ZONE } from './time-zone.ts';

export const admin = { email: 'desk@example.org', password: 'violet umbrella 77' };
const PASSWORD = 'morning kettle 42';

export interface Person {
  /** Of the patient or doctor. */
  id: string;
  full_name: string;
  email: string;
  password: string;
  access: string;
}

/** Tokens live for ten minutes; one is used for five, for signing in is throttled. */
const known = new Map<string, { access: string; until: number }>();

/** The administrator's access token; makes the administrator when nobody has yet. */
export async function asAdmin(etiba: Etiba): Promise<string> {
  const kept = known.get(etiba.url);
  if (kept && kept.until > Date.now()) return kept.access;
  const answer = await etiba.call('POST', '/api/auth/login/', admin);
  if (answer.status === 200) {
    const access = answer.body['access']!;
    known.set(etiba.url, { access, until: Date.now() + 300_000 });
    return access;
  }
  const token = new URLSearchParams(new URL(etiba.setupLink).hash.slice(1)).get('token');
  const names = { first_name: 'Wanjiru', last_name: 'Kamau' };
  await succeed(etiba.call('POST', '/api/auth/setup/', { token, ...admin, ...names }));
  return asAdmin(etiba);
}

/** A doctor who works all day, every day, and has signed in. */
export async function aDoctor(etiba: Etiba, first_name: string, last_name: string): Promise<Person> {
  const desk = await asAdmin(etiba);
  const email = addressOf(first_name, last_name);
  const license_number = `KE-${crypto.randomUUID().slice(0, 8)}`;
  const { body } = await succeed(
    etiba.call('POST', '/api/doctors/register/', { email, first_name, last_name, license_number }, desk),
  );
  const week = [0, 1, 2, 3, 4, 5, 6].map((day_of_week) => ({
    day_of_week,
    start_time: '00:00',
    end_time: '23:59',
  }));
  await succeed(etiba.call('PUT', `/api/doctors/${body['id']}/availability/`, week, desk));
  return {
    id: body['id']!,
    full_name: `Dr. ${first_name} ${last_name}`,
    ...(await accept(etiba, desk, email)),
  };
}

/** A patient whom the desk has registered, and who has signed in. */
export async function aPatient(etiba: Etiba, first_name: string, last_name: string): Promise<Person> {
  const desk = await asAdmin(etiba);
  const email = addressOf(first_name, last_name);
  const { body } = await succeed(
    etiba.call('POST', '/api/patients/register/', { email, first_name, last_name }, desk),
  );
  return { id: body['id']!, full_name: `${first_name} ${last_name}`, ...(await accept(etiba, desk, email)) };
}

/**
 * A visit at the first free time from a day on, booked by the patient.
 * @param day `YYYY-MM-DD` by the clock of the clinic
 */
export async function aVisit(
  etiba: Etiba,
  patient: Person,
  doctor: Person,
  day: string,
  reason = 'Cough for a week',
): Promise<{ id: string; start: string }> {
  const query = `doctor_id=${doctor.id}&date=${day}&duration=15`;
  const found = await succeed(
    etiba.call('GET', `/api/appointments/availability/?${query}`, undefined, patient.access),
  );
  const [{ slots }] = found.body['results'] as unknown as [{ slots: { start: string }[] }];
  const appointment_datetime = slots[0]!.start;
  const booking = { doctor_id: doctor.id, appointment_datetime, duration: 15, reason };
  const { body } = await succeed(etiba.call('POST', '/api/appointments/', booking, patient.access));
  return { id: body['id']!, start: appointment_datetime };
}

/** The clinic's date in so many days. */
export function clinicDay(ahead = 0): string {
  const at = new Date(Date.now() + ahead * 86_400_000);
  return new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE }).format(at);
}

export async function succeed<Answer extends { status: number; body: unknown }>(
  call: Promise<Answer>,
): Promise<Answer> {
  const answer = await call;
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer;
}

async function accept(etiba: Etiba, desk: string, email: string) {
  const link = new URL(await mailedLink(etiba, desk, 'invitation', email));
  const secret = new URLSearchParams(link.hash.slice(1));
  const uidb64 = secret.get('uid');
  const token = secret.get('token');
  await succeed(etiba.call('POST', '/api/auth/invitation/confirm/', { uidb64, token, password: PASSWORD }));
  const { body } = await succeed(etiba.call('POST', '/api/auth/login/', { email, password: PASSWORD }));
  return { email, password: PASSWORD, access: body['access']! };
}

function addressOf(first_name: string, last_name: string): string {
  return `${first_name}.${last_name}.${crypto.randomUUID().slice(0, 8)}@example.org`.toLowerCase();
}
