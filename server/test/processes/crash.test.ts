import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Person, TestDoctor, TestPatient } from '../factories.ts';
import { book, call, openClinic, wishes, type Answer, type Clinic, type Wish } from './clinic.ts';
import { countOrphans, NONE, readVisits, WHOLE } from './visits.ts';
import { freePort, processesNaming, until, useProcesses, type EtibaProcess } from './etiba-process.ts';

const etiba = useProcesses();
let env: Record<string, string>;
let url: string;

beforeAll(async () => {
  const PORT = await freePort();
  env = { ETIBA_DATA_DIR: etiba.path('clinic'), PORT };
  url = `http://127.0.0.1:${PORT}`;
});

async function start(): Promise<EtibaProcess> {
  const started = etiba.run([], env);
  await started.says('Etiba is ready at');
  return started;
}

async function aStaff(clinic: Clinic): Promise<{ admin: Person; pairs: [TestDoctor, TestPatient][] }> {
  const pairs: [TestDoctor, TestPatient][] = [];
  for (let count = 0; count < 8; count += 1) pairs.push([await clinic.aDoctor(), await clinic.aPatient()]);
  return { admin: await clinic.anAdmin(), pairs };
}

async function postmaster(): Promise<number> {
  return Number(
    (await readFile(join(env['ETIBA_DATA_DIR']!, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0],
  );
}

describe('kill -9 among hundreds of writes', () => {
  const ROUND = 240;
  const acknowledged = new Map<string, Answer>();
  let admin: Person;
  let all: Wish[];

  /** Sends a round of bookings at once and kills in the middle of it. */
  async function killAmid(running: EtibaProcess, round: Wish[], isDatabaseKilledToo: boolean): Promise<void> {
    const before = acknowledged.size;
    const database = await postmaster();
    const sent = round.map(async (wish) => {
      const answer = await book(url, admin, wish).catch(() => undefined);
      if (answer?.status === 201) acknowledged.set(wish.key, answer);
      return answer?.status ?? 'none';
    });
    await until(() => acknowledged.size - before >= ROUND / 6);
    running.signal('SIGKILL');
    if (isDatabaseKilledToo) process.kill(database, 'SIGKILL');
    const answers = new Set(await Promise.all(sent));
    expect(answers.difference(new Set([201, 503, 'none']))).toEqual(new Set());
    expect(acknowledged.size - before).toBeLessThan(ROUND);
  }

  it('keeps every acknowledged booking whole, and every other whole or not at all', async () => {
    const first = await start();
    const seeding = await openClinic(env);
    const staff = await aStaff(seeding);
    await seeding.close();
    admin = staff.admin;
    all = wishes(staff.pairs, 2 * ROUND, 'visit');
    await killAmid(first, all.slice(0, ROUND), false);
    await killAmid(await start(), all.slice(ROUND), true);
    await start();
    const clinic = await openClinic(env);
    const rows = await readVisits(clinic, 'visit');
    const booked = new Set(rows.map(({ id }) => id));
    for (const { body } of acknowledged.values()) expect(booked).toContain(body.id);
    for (const row of rows) expect(row).toMatchObject(WHOLE);
    expect(await countOrphans(clinic)).toEqual(NONE);

    // Whoever got no answer asks again, and so do the others.
    const answers = await inGroups(all, 100, (wish) => book(url, admin, wish));
    for (const [index, { key }] of all.entries()) {
      expect(answers[index]!.status).toBe(201);
      expect(answers[index]!.body.reason).toBe(key);
      const earlier = acknowledged.get(key);
      if (!earlier) continue;
      expect(answers[index]!.body).toEqual(earlier.body);
      expect(answers[index]!.headers.get('idempotent-replayed')).toBe('true');
    }
    const after = await readVisits(clinic, 'visit');
    expect(after.map(({ reason }) => reason).sort()).toEqual(all.map(({ key }) => key).sort());
    for (const row of after) expect(row).toMatchObject(WHOLE);
    await clinic.close();
  });
});

describe('a PostgreSQL that is killed', () => {
  it('costs some 503 and no more: API and worker go on when it is back', async () => {
    const running = await start();
    const clinic = await openClinic(env);
    const { admin, pairs } = await aStaff(clinic);
    const wanted = wishes(pairs, 400, 'meanwhile');
    await clinic.close();

    const seen: { status: number; retry_after: string | null; at: number }[] = [];
    const over = new AbortController();
    const lane = async () => {
      while (!over.signal.aborted) {
        const { status, headers } = await book(url, admin, wanted.shift()!);
        seen.push({ status, retry_after: headers.get('retry-after'), at: performance.now() });
        if (status === 503) await sleep(50);
      }
    };
    const alive: number[] = [];
    const pulse = async () => {
      while (!over.signal.aborted) {
        alive.push((await call('GET', `${url}/api/health/live/`)).status);
        await sleep(20);
      }
    };
    const loading = [lane(), lane(), lane(), lane(), pulse()];
    await sleep(300);
    const killed = performance.now();
    process.kill(await postmaster(), 'SIGKILL');
    await until(() => seen.some(({ status }) => status === 503));
    await until(() => seen.at(-1)!.status === 201);
    const back = performance.now() - killed;
    await sleep(300);
    over.abort();
    await Promise.all(loading);

    expect(new Set(seen.map(({ status }) => status))).toEqual(new Set([201, 503]));
    expect(seen.filter(({ status, retry_after }) => status === 503 && !(Number(retry_after) >= 1))).toEqual(
      [],
    );
    expect(new Set(alive)).toEqual(new Set([200]));
    expect(back).toBeLessThan(30_000); // aim: 10 s on two idle cores
    const reader = pairs.find(([doctor]) => doctor.id === wanted[0]!.body.doctor_id)![0];
    const told = async () => {
      const { body } = await call('GET', `${url}/api/notifications/?page_size=100`, { by: reader });
      return (body.results ?? []) as { target: { id: string } }[]; // a connection of before may cost one more 503
    };
    const { body: visit } = await book(url, admin, wanted.shift()!);
    await until(async () => (await told()).some(({ target }) => target.id === visit.id));
    running.signal('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(running.stderr).toBe('');
    await until(async () => (await processesNaming(env['ETIBA_DATA_DIR']!)).length === 0);
  });
});

async function inGroups<T, R>(list: T[], size: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < list.length; at += size)
    done.push(...(await Promise.all(list.slice(at, at + size).map(work))));
  return done;
}
