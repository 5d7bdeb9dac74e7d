import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';

const etiba = useEtiba();
const id = '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d';

const acts = [
  ['get', '/api/admin/users/'],
  ['post', '/api/admin/users/invite/'],
  ['get', `/api/admin/users/${id}/`],
  ['patch', `/api/admin/users/${id}/role/`],
  ['post', `/api/admin/users/${id}/activate/`],
  ['post', `/api/admin/users/${id}/deactivate/`],
  ['get', `/api/admin/users/${id}/sessions/`],
  ['post', `/api/admin/users/${id}/end-sessions/`],
  ['get', '/api/admin/mails/'],
  ['get', `/api/admin/mails/${id}/`],
  ['get', '/api/admin/failed-jobs/'],
  ['post', `/api/admin/failed-jobs/${id}/retry/`],
  ['delete', `/api/admin/failed-jobs/${id}/`],
  ['get', '/api/admin/audit/'],
] as const;

describe('administration', () => {
  it('is for administrators alone, whatever the body, and a refusal is audited', async () => {
    const [doctor, patient] = [await etiba.aDoctor(), await etiba.aPatient()];
    for (const [method, url] of acts) {
      expect(await etiba.anyone[method](url)).toMatchObject({
        status: 401,
        body: { code: 'not_authenticated' },
      });
      expect(await etiba.as(doctor)[method](url)).toMatchObject({
        status: 403,
        body: { code: 'permission_denied' },
      });
      expect(await etiba.as(patient)[method](url)).toMatchObject({
        status: 403,
        body: { code: 'permission_denied' },
      });
    }
    const denials = await etiba.deps.db
      .selectFrom('audit_events')
      .select('id')
      .where('action', '=', 'access.denied')
      .where('actor_user_id', '=', doctor.user_id)
      .execute();
    expect(denials).toHaveLength(acts.length);
  });

  it('knows nothing of ids that do not exist', async () => {
    const admin = etiba.as(await etiba.anAdmin());
    for (const [method, url] of acts.filter(([, path]) => path.includes(id))) {
      const body = url.endsWith('/role/') ? { role: 'PATIENT' } : undefined;
      expect(await admin[method](url, body as never)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
      expect(await admin[method](url.replace(id, 'no-id'), body as never)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
    }
  });
});
