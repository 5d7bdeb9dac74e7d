import { describe, expect, it } from 'vitest';
import { openTestEtiba, useEtiba } from '../../../test/harness.ts';
import { systemActor } from '../../platform/actor.ts';
import { createAdmin, setupLink } from './create-first-admin.ts';

const etiba = useEtiba();

const first = {
  email: 'root@example.org',
  password: 'violet umbrella 77',
  first_name: 'Njeri',
  last_name: 'Mwangi',
};
const setUp = (token: string, fields: object = {}) =>
  etiba.anyone.post('/api/auth/setup/', { token, ...first, ...fields });
const tokenIn = (link: string | undefined) => /#token=([\w-]+)$/.exec(link ?? '')?.[1] ?? '';

async function countAdmins(): Promise<number> {
  return (await etiba.deps.db.selectFrom('users').select('id').where('role', '=', 'ADMIN').execute()).length;
}

describe('POST /api/auth/setup/', () => {
  it('refuses a wrong token and bad input, and makes nobody', async () => {
    const token = tokenIn(await setupLink(etiba.deps));
    const wrong = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
    for (const bad of [wrong, 'x', token.slice(1), `${token}x`]) {
      expect(await setUp(bad)).toMatchObject({ status: 400, body: { code: 'token_invalid' } });
    }
    expect((await setUp(token, { password: 'short' })).status).toBe(400);
    expect((await setUp(token, { password2: 'another' })).status).toBe(400);
    expect((await setUp(token, { role: 'ADMIN' })).status).toBe(400);
    expect(await countAdmins()).toBe(0);
  });

  it('makes one administrator of twenty tries at once, on two processes; the others hear that there is one', async () => {
    const token = tokenIn(await setupLink(etiba.deps));
    const other = await openTestEtiba({ beside: etiba.database });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? etiba : other).anyone.post('/api/auth/setup/', {
          token,
          ...first,
          email: `root${index}@example.org`,
        }),
      ),
    );
    await other.close();
    const won = answers.flatMap((answer, index) => (answer.status === 201 ? [index] : []));
    expect(won).toHaveLength(1);
    expect(
      answers.filter((answer) => answer.status === 409 && answer.body.code === 'already_set_up'),
    ).toHaveLength(19);
    expect(await countAdmins()).toBe(1);
    const login = await etiba.anyone.post('/api/auth/login/', {
      email: `root${won[0]}@example.org`,
      password: first.password,
    });
    expect(login).toMatchObject({
      status: 200,
      body: { user: { role: 'ADMIN', is_staff: true, is_active: true } },
    });
  });

  it('is over once there is an administrator', async () => {
    expect(await setupLink(etiba.deps)).toBeUndefined();
  });
});

describe('etiba create-admin', () => {
  it('makes another administrator, but none of an address that has an account', async () => {
    const before = await countAdmins();
    await createAdmin(etiba.deps, systemActor('cli:create-admin'), { ...first, email: 'Second@Example.org' });
    expect(await countAdmins()).toBe(before + 1);
    const again = createAdmin(etiba.deps, systemActor('cli:create-admin'), {
      ...first,
      email: 'second@example.org',
    });
    await expect(again).rejects.toMatchObject({ kind: { code: 'email_taken' } });
  });
});
