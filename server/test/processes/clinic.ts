import { closeDeps, createDeps } from '../../src/deps.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { runningEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { loadSecrets } from '../../src/platform/secrets.ts';
import { createFactories, type Person, type TestDoctor, type TestPatient } from '../factories.ts';

export type Clinic = Awaited<ReturnType<typeof openClinic>>;

/**
 * The database of running processes, seen from beside them: people for tests, and the rows to look at.
 * @param environment theirs
 */
export async function openClinic(environment: Record<string, string>) {
  const config = { ...loadConfig(environment), database_pool_size: 4 };
  const { keys, database: passwords } = loadSecrets(config);
  const embedded = config.database_url === undefined;
  const running = embedded
    ? await runningEmbeddedPostgres({ dataDir: config.data_dir, passwords })
    : undefined;
  const database_url = config.database_url ?? running!.appUrl;
  const deps = await createDeps({ config, keys, database_url, log: createLogger('silent'), works: false });
  return { deps, db: deps.db, ...createFactories(deps), close: () => closeDeps(deps) };
}

/** One request for a visit, with a key and a reason of its own. */
export interface Wish {
  key: string;
  body: { doctor_id: string; patient_id: string; appointment_datetime: string; reason: string };
}

/** Half-hours of weekdays that are offered, from the Monday after next. */
export function* officeTimes(): Generator<string> {
  const monday = Temporal.Now.plainDateISO('Africa/Nairobi').add({ days: 14 });
  const first = monday.subtract({ days: monday.dayOfWeek - 1 });
  for (let day = 0; day < 200; day += 1) {
    if (day % 7 > 4) continue;
    for (const hour of [9, 10, 11, 13, 14, 15, 16]) {
      for (const minute of [0, 30]) {
        const time = first.add({ days: day }).toPlainDateTime({ hour, minute });
        yield time.toZonedDateTime('Africa/Nairobi').toInstant().toString();
      }
    }
  }
}

/** Wishes that can all be fulfilled: each pair of doctor and patient meets at different times. */
export function wishes(pairs: [TestDoctor, TestPatient][], count: number, name: string): Wish[] {
  const times = officeTimes()
    .take(Math.ceil(count / pairs.length))
    .toArray();
  const all = times.flatMap((appointment_datetime) =>
    pairs.map(([doctor, patient]) => ({
      doctor_id: doctor.id,
      patient_id: patient.id,
      appointment_datetime,
    })),
  );
  return all.slice(0, count).map((body, index) => {
    const key = `${name}-${index}`;
    return { key, body: { ...body, reason: key } };
  });
}

export interface Answer {
  status: number;
  // A test reads what the contract says is there.
  // oxlint-disable-next-line no-explicit-any
  body: any;
  headers: Headers;
}

/** One call over the network. Rejects when no whole answer came. */
export async function call(
  method: string,
  url: string,
  { by, key, body }: { by?: Pick<Person, 'access'>; key?: string; body?: unknown } = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(by && { authorization: `Bearer ${by.access}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}

export function book(url: string, by: Person, { key, body }: Wish): Promise<Answer> {
  return call('POST', `${url}/api/appointments/`, { by, key, body });
}
