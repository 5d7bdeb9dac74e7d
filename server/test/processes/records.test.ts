import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { asSystem } from '../../src/platform/row-security.ts';
import type { Person } from '../factories.ts';
import { call, openClinic, type Clinic } from './clinic.ts';
import { freePort, until, useProcesses, type EtibaProcess } from './etiba-process.ts';

const etiba = useProcesses();

/** One record from its writing to its end: signed at once and amended, or a draft that is signed. */
interface Story {
  key: string;
  by: Person;
  body: { patient: string; record_type: string; title: string; draft: boolean };
  /** What was acknowledged. */
  id?: string;
  isFinished?: true;
}

describe('kill -9 among the writing of records', () => {
  const ROUND = 120;

  it('leaves no record without its version, its words, its line in the audit and its job, and none doubled', async () => {
    const PORT = await freePort();
    const env = { ETIBA_DATA_DIR: etiba.path('clinic'), PORT };
    const url = `http://127.0.0.1:${PORT}/api/medical-records/`;
    const start = async (): Promise<EtibaProcess> => {
      const started = etiba.run([], env);
      await started.says('Etiba is ready at');
      return started;
    };
    /** Sends what has not been acknowledged, with the keys of before. */
    const tell = async (story: Story): Promise<void> => {
      const { key, by, body } = story;
      const written = await call('POST', url, { by, key, body });
      if (written.status !== 201) return;
      story.id = written.body.id;
      const ended = body.draft
        ? await call('POST', `${url}${story.id}/sign/`, { by, key: `${key}-sign`, body: {} })
        : await call('PATCH', `${url}${story.id}/`, {
            by,
            body: { summary: 'Better', amendment_reason: 'Follow-up' },
          });
      if (ended.status === 200) story.isFinished = true;
    };

    const first = await start();
    const seeding = await openClinic(env);
    const stories: Story[] = [];
    for (let pair = 0; pair < 6; pair += 1) {
      const [by, { id: patient }] = [await seeding.aDoctor(), await seeding.aPatient()];
      await seeding.aRecord({ id: patient } as never, by); // now they are in care
      for (let count = 0; count < (2 * ROUND) / 6; count += 1) {
        const key = `story-${pair}-${count}`;
        const body = { patient, record_type: 'consultation', title: key, draft: count % 2 === 1 };
        stories.push({ key, by, body });
      }
    }
    await seeding.close();
    const rounds = [stories.slice(0, ROUND), stories.slice(ROUND)];
    for (const [index, round] of rounds.entries()) {
      const running = index === 0 ? first : await start();
      const lock = join(env.ETIBA_DATA_DIR, 'postgres/postmaster.pid');
      const database = Number((await readFile(lock, 'utf8')).split('\n')[0]);
      const telling = round.map((story) => tell(story).catch(() => {}));
      await until(() => round.filter(({ isFinished }) => isFinished).length >= ROUND / 8);
      running.signal('SIGKILL');
      if (index === 1) process.kill(database, 'SIGKILL');
      await Promise.all(telling);
      expect(round.filter(({ isFinished }) => isFinished).length).toBeLessThan(ROUND);
    }

    await start();
    const clinic = await openClinic(env);
    const after = await readRecords(clinic);
    for (const record of after) expect(record).toMatchObject(wholeOf(record));
    expect(await countOrphans(clinic)).toEqual({ audits: 0, jobs: 0 });
    const byId = new Map(after.map((record) => [record.id, record]));
    for (const { id, body } of stories.filter((story) => story.id !== undefined))
      expect(byId.get(id!)?.title).toBe(body.title);
    for (const { id, body } of stories.filter((story) => story.isFinished))
      expect(byId.get(id!)?.status).toBe(body.draft ? 'signed' : 'amended');

    for (const story of stories) if (!story.isFinished && !byId.has(story.id ?? '')) await tell(story);
    const inTheEnd = await readRecords(clinic);
    for (const record of inTheEnd) expect(record).toMatchObject(wholeOf(record));
    expect(inTheEnd.map(({ title }) => title).sort()).toEqual(stories.map(({ key }) => key).sort());
    await clinic.close();
  });
});

interface Kept {
  id: string;
  title: string;
  status: 'draft' | 'signed' | 'amended';
  version: number;
}

/** What belongs to a record of a status. */
const wholeOf = ({ status, version }: Kept) => ({
  versions: version,
  words: 1,
  created: 1,
  amended: version - 1,
  told: status === 'draft' ? 0 : version,
});

/** The records of the stories, each with how much there is of what belongs to it. */
async function readRecords({ db }: Clinic) {
  return asSystem(db, 'test', async (trx) => {
    const { rows } = await sql<Kept>`
      select r.id, r.status, r.version, v.title,
        (select count(*)::int from medical_record_versions o where o.record_id = r.id) as versions,
        (select count(*)::int from records_with_words(v.title, r.patient_id) found where found = r.id) as words,
        (select count(*)::int from audit_events e
          where e.object_id = r.id::text and e.action = 'medical_record.create') as created,
        (select count(*)::int from audit_events e
          where e.object_id = r.id::text and e.action = 'medical_record.update') as amended,
        (select count(*)::int from jobs.job j where j.data -> 'params' ->> 'record_id' = r.id::text) as told
      from medical_records r
      join medical_record_versions v on v.record_id = r.id and v.version = r.version
      where v.title like 'story-%'`.execute(trx);
    return rows;
  });
}

/** Parts of a record without the record. */
async function countOrphans({ db }: Clinic) {
  return asSystem(db, 'test', async (trx) => {
    const { rows } = await sql`
      select (select count(*)::int from audit_events e where e.action in ('medical_record.create', 'medical_record.sign')
          and not exists (select from medical_records r where r.id::text = e.object_id)) as audits,
        (select count(*)::int from jobs.job j where j.data -> 'params' ->> 'record_id' is not null
          and not exists (select from medical_records r where r.id::text = j.data -> 'params' ->> 'record_id')) as jobs`.execute(
      trx,
    );
    return rows[0];
  });
}
