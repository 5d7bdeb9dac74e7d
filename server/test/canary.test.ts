import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../src/modules.ts';
import type { Route } from '../src/platform/http/route.ts';
import { ACTORS } from './access-table.ts';
import { aWorld, type World } from './access-world.ts';
import {
  BIRTH,
  brokenInputs,
  canariesIn,
  canary,
  canaryInput,
  CLINICAL,
  PERSONAL,
  PHONE,
  SECRET,
} from './canaries.ts';
import { asForm } from './forms.ts';
import { openTestEtiba, type TestEtiba } from './harness.ts';
import { aPdf } from './sample-files.ts';

// P01–P03: what people write is in their record and in nothing that operators, mail servers or strangers read. Every
// route is called as everybody with canary words in every field, well and badly, and again while the database refuses
// each row in words that quote it.

/** All but what never ends, and the clinic's own name and address, which everybody may know. */
const all = Object.values(routes)
  .flat()
  .filter(({ url }) => !/\/(stream|settings)\/$/.test(url));
let etiba: TestEtiba;
let owner: pg.Client;
/** What problems said; with it the headers of every answer. */
const said: string[] = [];
const statuses = new Map<number, number>();

/** Where the words of a clinical record are, so that they were there to be found elsewhere. */
const CLINICAL_FIELDS = {
  medical_record_versions:
    'title,summary,diagnosis,treatment plan,name,dose,route,frequency,duration,instructions,substance,reaction,test,unit,reference range,amendment reason'.split(
      ',',
    ),
  medical_record_attachments: ['description'],
  emergency_accesses: ['reason'],
};

beforeAll(async () => {
  etiba = await openTestEtiba();
  etiba.clock.run(1);
  owner = new pg.Client({ connectionString: etiba.database.ownerUrl });
  await owner.connect();
  for (const route of all) await callAsEverybody(route, await aWorld(etiba));
  await etiba.runJobs();

  const writes = all.filter(({ method }) => method !== 'GET');
  const worlds: World[] = [];
  for (const _ of writes) worlds.push(await aWorld(etiba));
  const booking = all.find(({ spec }) => spec.operation_id === 'bookAppointment')!;
  await callAsEverybody(booking, await aWorld(etiba)); // there are jobs to fail
  await refuseRowsLoudly();
  for (const [index, route] of writes.entries()) await callAsEverybody(route, worlds[index]!);
  await etiba.runJobs();
}, 300_000);
afterAll(async () => {
  await owner?.end();
  await etiba?.close();
});

async function callAsEverybody(route: Route, world: World): Promise<void> {
  for (const actor of ACTORS) await callWell(world, route, world.people[actor].access);
  await callWell(world, route, undefined);
  await callBadly(world, route, world.people['caring doctor'].access);
  await callBadly(world, route, world.people.admin.access);
}

const idsOf = (world: World) => (field: string) => world.params[field] ?? world.params[`${field}_id`];

async function callWell(world: World, route: Route, access: string | undefined): Promise<void> {
  const { body, query } = route.spec;
  const idOf = idsOf(world);
  const whole = body && canaryInput(body, idOf);
  await send(world, route, access, {
    body: whole,
    query: query && route.method === 'GET' ? canaryInput(query, idOf) : undefined,
  });
  // A change of all fields at once has some that this person may not change.
  if (route.method === 'PATCH' && access !== undefined)
    for (const part of fieldByField(whole)) await send(world, route, access, { body: part });
}

function fieldByField(input: unknown): Record<string, string>[] {
  return Object.entries((input ?? {}) as Record<string, string>).map(([name, value]) => ({ [name]: value }));
}

async function callBadly(world: World, route: Route, access: string): Promise<void> {
  const { body, query } = route.spec;
  const idOf = idsOf(world);
  if (body)
    for (const broken of brokenInputs(canaryInput(body, idOf)))
      await send(world, route, access, { body: broken });
  if (query)
    for (const part of fieldByField(canaryInput(query, idOf)))
      await send(world, route, access, { query: part });
}

async function send(
  world: World,
  route: Route,
  access: string | undefined,
  { body, query }: { body?: unknown; query?: unknown },
) {
  const path = route.url.replace(/:(\w+)/g, (_, name: string) => world.params[name] ?? `${CLINICAL}-${name}`);
  const search = new URLSearchParams(Object.entries((query ?? {}) as Record<string, string>));
  const json = { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) };
  const sent = route.spec.upload ? asForm(body, aFileFor(route)) : json;
  const response = await etiba.app.inject({
    method: route.method,
    url: search.size > 0 ? `${path}?${search}` : path,
    headers: {
      'user-agent': 'a browser',
      ...(access !== undefined && { authorization: `Bearer ${access}` }),
      ...(body !== undefined && sent.headers),
    },
    ...(body !== undefined && { payload: sent.payload }),
  });
  statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1);
  said.push(`${route.method} ${route.url} ${JSON.stringify(response.headers)}`);
  if (response.statusCode >= 400) said.push(`${route.method} ${route.url} ${response.body}`);
}

/** Patients go in by a file with people whom nothing is wrong with, and everything. */
function aFileFor({ url }: Route): Buffer {
  if (!url.endsWith('/imports/')) return aPdf(canary('file'));
  return Buffer.from(
    [
      'email,first_name,last_name,phone,date_of_birth,medical_history',
      `${PERSONAL}.file@example.org,${canary('first_name')},${canary('last_name')},${PHONE},${BIRTH},${canary('history')}`,
      `${PERSONAL},,${canary('last_name')},${PERSONAL},${CLINICAL},${canary('history')},${CLINICAL}`,
    ].join('\n'),
  );
}

/** From now on every row that is written is an error that quotes the row, as the worst of libraries would. */
async function refuseRowsLoudly(): Promise<void> {
  await owner.query(`create function refuse_loudly() returns trigger language plpgsql as $$
    begin
      raise exception 'cannot write %', to_jsonb(new) using detail = to_jsonb(new)::text, hint = to_jsonb(new)::text;
    end $$`);
  const { rows } = await owner.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables
     where schemaname = 'public' and tablename not in ('audit_events', 'throttles', 'idempotency_keys')`,
  );
  for (const { name } of rows)
    await owner.query(`create trigger refuse_loudly before insert or update on ${name}
      for each row execute function refuse_loudly()`);
}

async function tablesOf(schema: string): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    "select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname = $1",
    [schema],
  );
  return rows.map(({ name }) => name);
}

async function contentOf(table: string, columns = 't.*'): Promise<string> {
  const { rows } = await owner.query<{ row: object }>(
    `select to_jsonb(r) as row from (select ${columns} from ${table} t) r`,
  );
  return rows.map(({ row }) => JSON.stringify(row)).join('\n');
}

describe('canary words in every field of every route', () => {
  it('were written, refused and met with faults', () => {
    const count = (low: number) =>
      [...statuses].filter(([status]) => Math.floor(status / 100) === low).reduce((sum, [, n]) => sum + n, 0);
    expect(count(2)).toBeGreaterThan(200);
    expect(count(4)).toBeGreaterThan(1000);
    expect(count(5)).toBeGreaterThan(50);
  });

  it('are in the clinic’s own tables, so the search for them finds what is there', async () => {
    expect(canariesIn(await contentOf('patients'))).not.toEqual([]);
    expect(canariesIn(await contentOf('appointments'))).not.toEqual([]);
    await owner.query("set etiba.system = 'test'"); // past row-level security
    for (const [table, fields] of Object.entries(CLINICAL_FIELDS)) {
      const content = await contentOf(table);
      for (const field of fields) expect(content).toContain(`${CLINICAL} ${field}`);
    }
    await owner.query("set etiba.system = ''");
  });

  it('are not in the log', () => {
    expect(etiba.logged.length).toBeGreaterThan(500);
    expect(etiba.logged.flatMap((line) => canariesIn(line))).toEqual([]);
  });

  it('are not in a problem or a header', () => {
    expect(
      said.flatMap((text) => canariesIn(text).map((found) => `${text.slice(0, 60)} … ${found}`)),
    ).toEqual([]);
  });

  it('are not in a job, done, failed or waiting', async () => {
    const tables = await tablesOf('jobs');
    expect(tables.length).toBeGreaterThan(2);
    for (const table of tables) expect(canariesIn(await contentOf(table))).toEqual([]);
    expect(await contentOf('jobs.job', 't.state, t.output')).toMatch(/"state": ?"(retry|failed)"/);
  });

  it('are not in the audit, the counters, kept answers or the outbox', async () => {
    expect((await contentOf('audit_events')).length).toBeGreaterThan(10_000);
    for (const table of ['audit_events', 'throttles', 'idempotency_keys'])
      expect(canariesIn(await contentOf(table))).toEqual([]);
    expect(canariesIn(await contentOf('mails', 'kind, params, message_id, last_error'))).toEqual([]);
  });

  it('are in no mail or notification where they say why somebody comes', async () => {
    const clinical = new RegExp(`${CLINICAL}|${SECRET}`);
    const mails = await etiba.sentMail();
    expect(mails.length).toBeGreaterThan(5);
    for (const mail of mails) expect(canariesIn(JSON.stringify(mail), clinical)).toEqual([]);
    expect(canariesIn(await contentOf('notifications'), clinical)).toEqual([]);
  });

  it('are nowhere in clear where they are a password', async () => {
    for (const table of await tablesOf('public'))
      expect(canariesIn(await contentOf(table), new RegExp(SECRET))).toEqual([]);
  });
});
