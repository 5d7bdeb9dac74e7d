import { describe, expect, it } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { deactivateAccount } from './manage-accounts.ts';
import { hashPassword } from './passwords.ts';

const etiba = useEtiba({ config: { limits: { wrong_passwords_per_account: 1000 } as never } });

const PAIRS = 9;
/**
 * Known and unknown addresses take turns, and their medians are compared, so that a busy machine slows both. An honest
 * pair differs by some percent; one without the hash or the floor by a factor of five and more.
 */
const MOST_RATIO = 1.8;

async function medianRatio(
  one: (round: number) => Promise<unknown>,
  other: (round: number) => Promise<unknown>,
): Promise<number> {
  const took = { one: [] as number[], other: [] as number[] };
  const measure = async (work: (round: number) => Promise<unknown>, round: number, into: number[]) => {
    const started = performance.now();
    await work(round);
    into.push(performance.now() - started);
  };
  for (let round = 0; round < PAIRS; round += 1) {
    await measure(one, round, took.one);
    await measure(other, round, took.other);
  }
  const [a, b] = [median(took.one), median(took.other)];
  return Math.max(a, b) / Math.min(a, b);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** With a hash as costly as those of production, not as the factories make it. */
async function aPatientWithRealHash() {
  const patient = await etiba.aPatient();
  const password_hash = await hashPassword(patient.password);
  await etiba.deps.db.updateTable('users').set({ password_hash }).where('id', '=', patient.user_id).execute();
  return patient;
}

describe('the time of an answer tells nothing about the address', () => {
  const logIn = (email: string) =>
    etiba.anyone.post('/api/auth/login/', { email, password: 'not the password' });

  it('at a login of somebody known or unknown', async () => {
    const { email } = await aPatientWithRealHash();
    expect(
      await medianRatio(
        () => logIn(email),
        () => logIn('unknown@example.org'),
      ),
    ).toBeLessThan(MOST_RATIO);
  });

  it('at a login of somebody deactivated or unknown', async () => {
    const { email, user_id } = await aPatientWithRealHash();
    await etiba.deps.db.transaction().execute((trx) => deactivateAccount(etiba.deps, trx, user_id));
    expect(
      await medianRatio(
        () => logIn(email),
        () => logIn('unknown@example.org'),
      ),
    ).toBeLessThan(MOST_RATIO);
  });

  it.each(['/api/auth/password/reset/', '/api/auth/resend-verification-email/'])('at %s', async (url) => {
    const { email, user_id } = await etiba.aPatient();
    if (url.includes('resend')) {
      await etiba.deps.db
        .updateTable('users')
        .set({ email_verified_at: null })
        .where('id', '=', user_id)
        .execute();
    }
    const ask = (address: string) => () => etiba.anyone.post(url, { email: address });
    expect(await medianRatio(ask(email), ask('unknown@example.org'))).toBeLessThan(MOST_RATIO);
  });

  it('at a sign-up', async () => {
    const { email } = await etiba.aPatient();
    const password = 'violet umbrella 77';
    const signUp = (address: string) =>
      etiba.anyone.post('/api/auth/register/', {
        email: address,
        password,
        password2: password,
        first_name: 'A',
        last_name: 'B',
      });
    expect(
      await medianRatio(
        () => signUp(email),
        (round) => signUp(`new${round}@example.org`),
      ),
    ).toBeLessThan(MOST_RATIO);
  });
});
