import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../test/harness.ts';
import { mailedLink } from '../../test/mailed-links.ts';
import { createLogger } from './logger.ts';

const etiba = useEtiba();

// Words that occur nowhere else: one for each kind of thing that must not be written down.
const canaries = {
  first_name: 'Canaryfirst',
  last_name: 'Canarylast',
  email: 'canarymail@example.org',
  phone: '+254799123321',
  password: 'canary password one',
  new_password: 'canary password two',
  search: 'canarysearch',
  agent: 'canaryagent',
};
const words = /canary|799123321/i;

describe('the log', () => {
  it('holds nothing personal and no secret of a life with Etiba', async () => {
    const { email, password, first_name, last_name, phone, new_password } = canaries;
    const headers = {
      'user-agent': canaries.agent,
      'x-forwarded-for': '203.0.113.99',
      cookie: 'canary=canary',
    };
    const person = { email, password, password2: password, first_name, last_name, phone };
    const secrets: string[] = [];

    await etiba.anyone.post('/api/auth/register/', person, { headers });
    await etiba.anyone.post(
      '/api/auth/register/',
      { ...person, password: 'canary', canary_field: 1 },
      { headers },
    );
    const link = await mailedLink(etiba, email);
    secrets.push(link.token, link.uidb64);
    await etiba.anyone.get(`/api/auth/verify-email/${link.uidb64}/${link.token}/?search=${canaries.search}`, {
      headers,
    });
    await etiba.anyone.get(`/api/auth/verify-email/${link.uidb64}/${link.token}/`, { headers });
    await etiba.anyone.post('/api/auth/login/', { email, password: 'canary wrong' }, { headers });
    const { body: tokens } = await etiba.anyone.post('/api/auth/login/', { email, password }, { headers });
    secrets.push(tokens.access, tokens.refresh);
    const me = etiba.as(tokens);
    await me.patch('/api/auth/me/', { first_name: 'Canaryother' }, { headers });
    await me.get(`/api/auth/me/?search=${canaries.search}`, { headers });
    await me.get(`/api/${canaries.search}/`, { headers });
    await me.get('/api/auth/%E0%A4%A', { headers });
    await me.post('/api/auth/login/', `{"email":"${email}", canary`, {
      headers: { 'content-type': 'application/json' },
    });
    await me.post('/api/auth/password/change/', { old_password: password, new_password }, { headers });
    await etiba.anyone.post('/api/auth/password/reset/', { email }, { headers });
    await me.post('/api/auth/token/refresh/', { refresh: tokens.refresh }, { headers });
    await etiba.deps.db
      .updateTable('mails')
      .set({ kind: 'canary-kind' })
      .where('kind', '=', 'reset-password')
      .execute();
    await etiba.runJobs();
    await me.post('/api/auth/logout/', undefined, { headers });

    const log = etiba.logged.join('');
    expect(etiba.logged.length).toBeGreaterThan(14);
    expect(log).not.toMatch(words);
    for (const secret of secrets) expect(log).not.toContain(secret);
    expect(log).not.toMatch(/\$argon2|Bearer|203\.0\.113/);
    expect(log).toContain('"msg":"job failed"');
  });

  it('is one JSON object a line, so that a line break in a value makes no second', () => {
    const lines: string[] = [];
    const log = createLogger('info', { write: (line) => void lines.push(line) });
    log.info({ value: 'a\n{"level":50,"msg":"forged"}\r\n' }, 'a message\nwith a break');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toMatch(/[\r\n]/);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      value: 'a\n{"level":50,"msg":"forged"}\r\n',
      msg: 'a message\nwith a break',
    });
  });
});

describe('the audit of the same life', () => {
  it('has who, what, how it ended and from where, and no words either', async () => {
    const rows = await etiba.deps.db.selectFrom('audit_events').selectAll().orderBy('id').execute();
    const actions = rows.map(({ action, outcome }) => `${action}: ${outcome}`);
    expect(actions).toEqual(
      expect.arrayContaining([
        'account.register: success',
        'account.verify_email: success',
        'session.login: failure',
        'session.login: success',
        'account.update: success',
        'account.change_password: success',
        'account.request_reset: success',
        'session.logout: success',
      ]),
    );
    for (const row of rows) {
      expect(row).toMatchObject({
        actor_user_id: expect.any(String),
        address: '127.0.0.1',
        request_id: expect.any(String),
        user_agent: canaries.agent,
      });
    }
    expect(JSON.stringify(rows.map((row) => ({ ...row, user_agent: '' })))).not.toMatch(words);
  });
});
