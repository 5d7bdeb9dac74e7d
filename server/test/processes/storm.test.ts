import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../database.ts';
import type { Person } from '../factories.ts';
import { startMailServer, type MailServer } from '../mail-server.ts';
import { STORM_VISITS } from '../storms.ts';
import { book, call, officeTimes, openClinic, wishes, type Clinic, type Wish } from './clinic.ts';
import { freePort, until, useProcesses, type EtibaProcess } from './etiba-process.ts';

// C03, C04: visits are booked, moved and cancelled while three workers are killed at random, and everybody is told of
// everything once, by mail perhaps once more for each kill, and of nothing that is not so.

const etiba = useProcesses();
const isShort = STORM_VISITS < 300;
const DOCTORS = 6;
const WORKERS = 3;
const KILLS = isShort ? 2 : 20;
/** What was decided at one moment may arrive this much later. */
const IN_FLIGHT_MS = 2_500;

let database: TestDatabase;
let clinic: Clinic;
let server: MailServer;
let admin: Person;
let environment: Record<string, string>;
let url: string;
let workers: EtibaProcess[];
let kills = 0;
const mailTimes = new Map<string, number[]>();

beforeAll(async () => {
  database = await cloneDatabase(inject('adminUrl'));
  server = await startMailServer();
  server.script.delay = 30;
  const PORT = await freePort();
  environment = {
    DATABASE_URL: database.url,
    ETIBA_DATA_DIR: etiba.path('data'),
    SMTP_URL: server.url,
    LIMIT_MESSAGES_PER_RECIPIENT: '1000000',
  };
  clinic = await openClinic(environment);
  admin = await clinic.anAdmin();
  const api = etiba.run(['api'], { ...environment, PORT });
  workers = Array.from({ length: WORKERS }, () => etiba.run(['worker'], environment));
  await Promise.all([api.says('Etiba API is ready'), ...workers.map(isReady)]);
  url = `http://127.0.0.1:${PORT}`;
});
afterAll(async () => {
  await clinic?.close();
  await server?.close();
  await database?.drop();
});

const isReady = (worker: EtibaProcess) => worker.says('Etiba worker is ready');
const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;

async function kill(worker: EtibaProcess): Promise<void> {
  worker.signal('SIGKILL');
  await worker.ended;
  kills += 1;
}

/** Kills a worker at random moments and starts another in its place. */
async function killSome(): Promise<void> {
  while (kills < KILLS) {
    await sleep(300 + Math.random() * (isShort ? 500 : 2_500));
    const victim = pick(workers);
    await kill(victim);
    const next = etiba.run(['worker'], environment);
    workers = workers.map((worker) => (worker === victim ? next : worker));
    await isReady(next);
  }
}

/** Books; then some stay, some are moved, some cancelled, some both; some are due for a reminder meanwhile. */
async function live(wish: Wish, number: number, later: string): Promise<void> {
  const { status, body } = await book(url, admin, wish);
  const path = `${url}/api/appointments/${body.id}/`;
  const statuses = [status];
  const change = async (method: string, more = {}) =>
    statuses.push((await call(method, path, { by: admin, ...more })).status);
  if (number % 2 === 0) await remind(body.id);
  if (number % 3 === 1) await change('PATCH', { body: { appointment_datetime: later } });
  if (number % 3 === 2 || number % 12 === 1) await change('DELETE');
  expect(new Set(statuses.slice(1).concat(200))).toEqual(new Set([200]));
  expect(status).toBe(201);
}

/** As if its time had come. */
async function remind(visitId: string): Promise<void> {
  await sql`
    update reminders set due_at = now() - interval '1 second'
    where appointment_id = ${visitId} and minutes_before = 1440`.execute(clinic.db);
  await clinic.deps.jobs.boss.upsert('send-due-reminders', {}, { singletonKey: 'storm' });
}

async function untilAllIsDone(): Promise<void> {
  await until(async () => {
    const { rows } = await sql<{ left: number }>`
      select (select count(*) from jobs.job
          where state in ('created', 'retry', 'active') and name in ('deliver-message', 'deliver-mail', 'send-due-reminders'))
        + (select count(*) from mails where status = 'queued') as left`.execute(clinic.db);
    return rows[0]!.left === 0;
  }, 180_000);
}

/** What is not there as often as it should be. */
async function miscounted() {
  const { rows } = await sql`
    with events as (
      select h.id, a.patient_id, a.doctor_id, case
          when h.previous_status is null then 'booked'
          when h.new_status = 'cancelled' then 'cancelled' else 'moved' end as kind
      from appointment_status_history h join appointments a on a.id = h.appointment_id),
    expected as (
      select kind || ':' || e.id || ':' || p.user_id as key from events e join patients p on p.id = e.patient_id
      union all
      select kind || ':' || e.id || ':' || d.user_id from events e join doctors d on d.id = e.doctor_id),
    told as (select dedupe_key as key from notifications where verb <> 'reminder')
    select coalesce(e.key, t.key) as key, count(e.key) as expected, count(t.key) as told
    from expected e full join told t on t.key = e.key
    group by 1 having count(e.key) <> 1 or count(t.key) <> 1`.execute(clinic.db);
  return rows;
}

interface MailState {
  message_id: string;
  kind: string;
  status: string;
  visit_status: string;
  cancelled_at: string | null;
}

async function readMails(): Promise<MailState[]> {
  const { rows } = await sql<MailState>`
    select m.message_id, m.kind, m.status, a.status as visit_status, (
        select changed_at from appointment_status_history h
        where h.appointment_id = a.id and h.new_status = 'cancelled') as cancelled_at
    from mails m join appointments a on a.id = (m.params ->> 'appointment_id')::uuid`.execute(clinic.db);
  return rows;
}

/** Reminders that were written after the visit was moved away from their time or cancelled. */
async function remindersOfDeadVisits() {
  const { rows } = await sql<{ id: string; died_at: string }>`
    select n.id, h.changed_at as died_at
    from notifications n
    join appointment_status_history h on h.appointment_id = (n.target ->> 'id')::uuid
      and (h.new_status = 'cancelled' or h.previous_datetime = (regexp_match(n.dedupe_key,
        '^reminder:[0-9a-f-]{36}:(.+Z):'))[1]::timestamptz)
    where n.verb = 'reminder'`.execute(clinic.db);
  return rows.filter(({ id, died_at }) => bornAt(id) > Date.parse(died_at) + IN_FLIGHT_MS);
}

/** The moment within a UUIDv7 (RFC 9562). */
const bornAt = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

describe('a storm of bookings, moves and cancels while workers are killed', () => {
  it('tells everybody of everything, and of nothing that is not so', async () => {
    const doctors = await Promise.all(Array.from({ length: DOCTORS }, () => clinic.aDoctor()));
    const patients = await Promise.all(Array.from({ length: DOCTORS }, () => clinic.aPatient()));
    const pairs = doctors.map(
      (doctor, index) => [doctor, patients[index]!] as [typeof doctor, (typeof patients)[0]],
    );
    const list = wishes(pairs, STORM_VISITS, 'storm');
    const perPair = Math.ceil(STORM_VISITS / DOCTORS);
    const later = officeTimes().drop(perPair).take(perPair).toArray();

    const killing = killSome();
    const waiting = list.map((wish, number) => ({ wish, number }));
    const lane = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        await live(next.wish, next.number, later[Math.floor(next.number / DOCTORS)]!);
        if (isShort) await sleep(100); // the kills shall fall into it
      }
    };
    await Promise.all([lane(), lane(), lane(), lane()]);
    await killing;
    if (isShort) {
      // The last ones too; and instead of waiting until nobody has heard of them for long enough:
      for (const worker of workers) await kill(worker);
      await sql`update jobs.job set heartbeat_on = now() - interval '5 minutes' where state = 'active'`.execute(
        clinic.db,
      );
      await isReady(etiba.run(['worker'], environment));
    }
    await untilAllIsDone();

    for (const { parsed, at } of server.received)
      mailTimes.set(parsed.messageId!, [...(mailTimes.get(parsed.messageId!) ?? []), at]);
    expect(await miscounted()).toEqual([]);
    const mails = await readMails();
    const arrivals = ({ message_id }: MailState) => mailTimes.get(message_id) ?? [];
    expect(mails.length).toBeGreaterThan(STORM_VISITS);
    expect([...mailTimes.keys()].filter((id) => !mails.some(({ message_id }) => message_id === id))).toEqual(
      [],
    );
    const wrong = mails.filter((mail) => {
      const { status, kind, visit_status, cancelled_at } = mail;
      const times = arrivals(mail);
      if (times.length > 1 + kills) return true;
      if (status === 'sent' && times.length === 0) return true;
      if (kind !== 'cancelled' && cancelled_at !== null)
        return times.some((time) => time > Date.parse(cancelled_at) + IN_FLIGHT_MS);
      // What was not cancelled arrives; a reminder lost its sense when the visit moved.
      return status !== 'sent' && !(kind === 'reminder' && visit_status === 'rescheduled');
    });
    expect(wrong).toEqual([]);
    const twice = [...mailTimes.values()].reduce((sum, times) => sum + times.length - 1, 0);
    expect(twice).toBeLessThanOrEqual(kills * 8); // what a worker has in hand at once
    expect(await remindersOfDeadVisits()).toEqual([]);
    const reminded = await clinic.db
      .selectFrom('notifications')
      .select('id')
      .where('verb', '=', 'reminder')
      .execute();
    expect(reminded.length).toBeGreaterThan(0);
  }, 900_000);
});
