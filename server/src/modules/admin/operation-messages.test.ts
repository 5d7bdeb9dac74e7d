import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { openTestEtiba, type TestEtiba } from '../../../test/harness.ts';
import { until } from '../../../test/processes/etiba-process.ts';
import { asSuperuser } from '../../platform/audit-log/audit-log.test-kit.ts';
import { startSealing } from '../../platform/audit-log/seal-audit.ts';
import { auditAlarm } from './audit-alarm.ts';
import { tellOfAuditTrouble } from './operation-messages.ts';
import { watchOperations } from './watch-operations.ts';

let etiba: TestEtiba;
let admin: Person;
beforeEach(async () => {
  etiba = await openTestEtiba();
  admin = await etiba.anAdmin();
});
afterEach(() => etiba?.close());

async function watch(): Promise<void> {
  await watchOperations.run(etiba.deps, {});
  await etiba.runJobs();
}

async function told({ user_id }: Person, verb: string): Promise<string[]> {
  const rows = await etiba.deps.db
    .selectFrom('notifications')
    .select('description')
    .where((eb) => eb.and({ recipient: user_id, verb }))
    .orderBy('timestamp')
    .execute();
  return rows.map(({ description }) => description);
}

async function mailsOf(kind: string) {
  return (await etiba.sentMail()).filter((mail) => mail.kind === kind).map(({ to }) => to);
}

async function aFailedJob(): Promise<void> {
  const { boss } = etiba.deps.jobs;
  await boss.send('deliver-mail', { mail_id: 'lost' }, { retryLimit: 0 });
  for (const { id } of await boss.fetch('deliver-mail', { batchSize: 10 }))
    await boss.fail('deliver-mail', id, { error: 'Error' });
}

describe('jobs that failed to the last', () => {
  it('are told to every active administrator, all in one, once', async () => {
    const [other, doctor, gone] = [await etiba.anAdmin(), await etiba.aDoctor(), await etiba.anAdmin()];
    await etiba.as(admin).post(`/api/admin/users/${gone.user_id}/deactivate/`);
    await watch();
    expect(await told(admin, 'jobs_failed')).toEqual([]);
    for (let number = 0; number < 3; number += 1) await aFailedJob();
    await watch();
    await watch();
    for (const person of [admin, other])
      expect(await told(person, 'jobs_failed')).toEqual([
        expect.stringMatching(/^3 background jobs have failed to the last/),
      ]);
    expect(await told(doctor, 'jobs_failed')).toEqual([]);
    expect((await mailsOf('jobs_failed')).sort()).toEqual([admin.email, other.email].sort());

    await aFailedJob();
    await watch();
    expect(await told(admin, 'jobs_failed')).toHaveLength(2);
  });

  it('are not told of once somebody has looked after them', async () => {
    await aFailedJob();
    await watchOperations.run(etiba.deps, {});
    const { body } = await etiba.as(admin).get('/api/admin/failed-jobs/');
    await etiba.as(admin).delete(`/api/admin/failed-jobs/${body.results[0].id}/`);
    await etiba.runJobs();
    expect(await told(admin, 'jobs_failed')).toEqual([]);
  });
});

describe('mails that could not be delivered', () => {
  it('are told in the application, and by mail only to whoever asks for it', async () => {
    const patient = await etiba.aPatient();
    etiba.deps.mailer.send = async () => {
      throw Object.assign(new Error('no such mailbox'), { responseCode: 550, command: 'RCPT TO' });
    };
    await etiba.anyone.post('/api/auth/password/reset/', { email: patient.email });
    await etiba.runJobs();
    await watch();
    await watch();
    expect(await told(admin, 'mails_failed')).toEqual([
      expect.stringMatching(/^1 mail of the last 24 hours could not be delivered/),
    ]);
    expect(await mailsOf('mails_failed')).toEqual([]);

    const choice = { kinds: [{ kind: 'mails_failed', in_app: true, mail: true }] };
    await etiba.as(admin).put('/api/notifications/preferences/', choice);
    etiba.clock.advance(60_000);
    await etiba.anyone.post('/api/auth/password/reset/', { email: (await etiba.aPatient()).email });
    await etiba.runJobs();
    for (let round = 0; round < 3; round += 1) await watch();
    // The notice itself is refused too, and that is no news.
    expect(await told(admin, 'mails_failed')).toHaveLength(2);
    expect(await mailsOf('mails_failed')).toEqual([admin.email]);
  });
});

describe('trouble with the audit', () => {
  it('is told while entries wait for a seal, once a day', async () => {
    await watch();
    expect(await told(admin, 'audit_trouble')).toEqual([]);
    await etiba.as(admin).get('/api/admin/audit/'); // an entry, and no worker to seal it
    const superuser = await asSuperuser(etiba.database.url);
    await superuser.query("update audit_events set occurred_at = now() - interval '2 minutes'");
    await superuser.end();
    await watch();
    await watch();
    expect(await told(admin, 'audit_trouble')).toEqual([
      expect.stringContaining('have waited for their seal for over a minute'),
    ]);
    etiba.clock.advance(24 * 3600_000);
    await watch();
    expect(await told(admin, 'audit_trouble')).toHaveLength(2);
  });

  it('is told when the file of the seals cannot be written, and then no more for a while', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'etiba-no-seals-'));
    const config = { ...etiba.deps.config, audit_seal_file: join(folder, 'missing', 'seals') };
    const alarm = auditAlarm(etiba.deps);
    await etiba.as(admin).get('/api/admin/audit/'); // an entry to seal
    const sealing = startSealing({ ...etiba.deps, config, onTrouble: alarm });
    await sealing.stop();
    alarm();
    await until(async () => {
      await etiba.runJobs();
      return (await told(admin, 'audit_trouble')).length > 0;
    });
    expect(await told(admin, 'audit_trouble')).toEqual([expect.stringContaining('etiba audit verify')]);
    await rm(folder, { recursive: true });
  });

  it('is told, and mailed whatever one prefers, when a check finds it changed', async () => {
    await tellOfAuditTrouble(etiba.deps, 'changed');
    await tellOfAuditTrouble(etiba.deps, 'changed');
    await etiba.runJobs();
    expect(await told(admin, 'audit_trouble')).toEqual([expect.stringContaining('not as it was written')]);
    expect(await mailsOf('audit_trouble')).toEqual([admin.email]);
  });
});
