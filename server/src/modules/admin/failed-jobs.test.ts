import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { DEAD_LETTERS, useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();
const url = '/api/admin/failed-jobs/';

/** A job that has failed to the last. */
async function aFailedJob(payload: object, output: object = { error: 'Error:ECONNREFUSED' }): Promise<void> {
  const { boss } = etiba.deps.jobs;
  await boss.send('deliver-mail', payload, { retryLimit: 0 });
  for (const { id } of await boss.fetch('deliver-mail', { batchSize: 10 }))
    await boss.fail('deliver-mail', id, output);
}

async function anAdminAt(mail_id: string) {
  const admin = etiba.as(await etiba.anAdmin());
  const find = async () => {
    const { body } = await admin.get(`${url}?page_size=100`);
    return body.results.find((job: { payload: { mail_id?: string } }) => job.payload.mail_id === mail_id);
  };
  return { admin, find };
}

describe('GET /api/admin/failed-jobs/', () => {
  it('shows what failed and why, as the role of the application', async () => {
    const { rows } = await sql<{ superuser: boolean }>`
      select rolsuper as superuser from pg_roles where rolname = current_user`.execute(etiba.deps.db);
    expect(rows).toEqual([{ superuser: false }]);
    const { find } = await anAdminAt('shown');
    await aFailedJob({ mail_id: 'shown' });
    expect(await find()).toMatchObject({
      name: 'deliver-mail',
      reason: 'Error:ECONNREFUSED',
      payload: { mail_id: 'shown' },
    });
  });

  it('has a reason for a run that never ended', async () => {
    const { find } = await anAdminAt('silent');
    await aFailedJob({ mail_id: 'silent' }, { value: { message: 'job timed out' } });
    expect(await find()).toMatchObject({ reason: 'timed_out' });
  });
});

describe('POST /api/admin/failed-jobs/:id/retry/', () => {
  it('puts the job back into its queue, once', async () => {
    const { admin, find } = await anAdminAt('again');
    await aFailedJob({ mail_id: 'again' });
    const { id } = await find();
    const answers = await Promise.all([1, 2, 3].map(() => admin.post(`${url}${id}/retry/`)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404, 404]);
    expect(await find()).toBeUndefined();
    const jobs = await etiba.deps.jobs.boss.fetch('deliver-mail', { batchSize: 10 });
    expect(jobs.map((job) => job.data)).toEqual([{ mail_id: 'again' }]);
    const { body } = await admin.get(`/api/admin/audit/?object_type=job&object_id=${id}`);
    expect(body.results).toMatchObject([{ action: 'job.retry', detail: { name: 'deliver-mail' } }]);
  });

  it('refuses a job that this version does not know', async () => {
    const { admin, find } = await anAdminAt('stranger');
    await etiba.deps.jobs.boss.send(DEAD_LETTERS, { mail_id: 'stranger' });
    const { id, name } = await find();
    expect(name).toBe('unknown');
    expect(await admin.post(`${url}${id}/retry/`)).toMatchObject({
      status: 409,
      body: { code: 'job_not_retryable' },
    });
    expect(await find()).toMatchObject({ id });
  });
});

describe('DELETE /api/admin/failed-jobs/:id/', () => {
  it('forgets the job for good', async () => {
    const { admin, find } = await anAdminAt('lost');
    await aFailedJob({ mail_id: 'lost' });
    const { id } = await find();
    expect((await admin.delete(`${url}${id}/`)).status).toBe(200);
    expect((await admin.delete(`${url}${id}/`)).status).toBe(404);
    expect((await admin.post(`${url}${id}/retry/`)).status).toBe(404);
    expect(await find()).toBeUndefined();
    const { body } = await admin.get(`/api/admin/audit/?object_id=${id}`);
    expect(body.results).toMatchObject([{ action: 'job.discard', detail: { name: 'deliver-mail' } }]);
  });

  it('is for failed jobs alone: one that waits cannot be reached', async () => {
    const { admin } = await anAdminAt('waiting');
    const id = await etiba.deps.jobs.boss.send('deliver-mail', { mail_id: 'waiting' });
    expect((await admin.delete(`${url}${id}/`)).status).toBe(404);
    expect((await admin.post(`${url}${id}/retry/`)).status).toBe(404);
  });
});
