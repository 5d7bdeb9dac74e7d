import { describe, expect, it } from 'vitest';
import { Problem } from '../../platform/problems.ts';
import { hashPassword, inSlot, isPassword, requireGoodPassword } from './passwords.ts';

const own = ['amina.otieno@example.org', 'Amina', 'Otieno', '+254712345678'];

function reasonAgainst(password: string): string | undefined {
  try {
    requireGoodPassword(password, own);
    return undefined;
  } catch (error) {
    return (error as Problem).options.errors?.[0]?.message;
  }
}

describe('a good password', () => {
  it.each([
    'violet umbrella 77',
    'aaaabbbbccccdddd1',
    'nyumba ya kijani',
    'пароль-длинный',
    '長い秘密の言葉です十文字',
    '🙂🙃😀😁😂🤣😃😄😅😆',
    'x7'.repeat(3) + 'Quu9z',
  ])('is %s', (password) => expect(reasonAgainst(password)).toBeUndefined());

  it.each([
    ['violet 77', 'too short'],
    ['🙂'.repeat(9), 'too short'],
    ['vu'.repeat(129), 'too long'],
    ['password123', 'tried first'],
    ['PassWord123!', 'tried first'],
    ['qwertyuiop', 'tried first'],
    ['ｐａｓｓｗｏｒｄ１２３', 'tried first'],
    ['aaaaaaaaaa', 'too simple'],
    ['abababababab', 'too simple'],
    ['bcdefghijkl', 'too simple'],
    ['zyxwvutsrq', 'too simple'],
    ['otieno2026', 'too much like'],
    ['AMINA.OTIENO', 'too much like'],
    ['+254712345678', 'too much like'],
  ])('is not %s: %s', (password, reason) => {
    expect(reasonAgainst(password)).toContain(reason);
  });

  it('is judged quickly, whatever it is', () => {
    for (const password of [
      '!'.repeat(1024),
      `${'!'.repeat(255)}a`,
      `a${'1'.repeat(255)}`,
      'ﷺ'.repeat(1024),
    ]) {
      const started = performance.now();
      reasonAgainst(password);
      expect(performance.now() - started).toBeLessThan(500);
    }
  });
});

describe('a hash', () => {
  it('is argon2id with a salt of its own and the parameters beside it', async () => {
    const [one, two] = await Promise.all([
      hashPassword('violet umbrella 77'),
      hashPassword('violet umbrella 77'),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await isPassword('violet umbrella 77', one)).toBe(true);
    expect(await isPassword('violet umbrella 78', one)).toBe(false);
  });

  it('covers the whole password', async () => {
    const long = 'ab'.repeat(127);
    const hash = await hashPassword(`${long}cd`);
    expect(await isPassword(`${long}cd`, hash)).toBe(true);
    expect(await isPassword(`${long}ce`, hash)).toBe(false);
    expect(await isPassword(long, hash)).toBe(false);
  });

  it('is of the characters, not of how a keyboard makes them', async () => {
    const hash = await hashPassword('caf\u00e9 umbrella');
    expect(await isPassword('cafe\u0301 umbrella', hash)).toBe(true);
    expect(await isPassword('ｃａｆｅ\u0301 umbrella', hash)).toBe(true);
    expect(await isPassword('cafe umbrella', hash)).toBe(false);
  });

  it('fits no password where there is none', async () => {
    for (const password of ['', 'violet umbrella 77', 'null'])
      expect(await isPassword(password, null)).toBe(false);
  });
});

describe('inSlot', () => {
  it('runs two at a time, in order, and goes on after a failure', async () => {
    const events: string[] = [];
    let running = 0;
    const all = Array.from({ length: 6 }, (_, index) =>
      inSlot(async () => {
        running += 1;
        events.push(`${index} beside ${running - 1}`);
        await new Promise((done) => setTimeout(done, 5));
        running -= 1;
        if (index === 1) throw new Error('one fails');
      }),
    );
    const settled = await Promise.allSettled(all);
    expect(settled.map((result) => result.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(events.map((event) => Number(event[0]))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(events.every((event) => /beside [01]$/.test(event))).toBe(true);
  });

  it('refuses when too many wait', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const all = Array.from({ length: 203 }, () => inSlot(() => promise));
    await expect(all.at(-1)).rejects.toMatchObject({ kind: { code: 'service_unavailable' } });
    resolve();
    const settled = await Promise.allSettled(all);
    expect(settled.filter((result) => result.status === 'fulfilled')).toHaveLength(202);
    expect(await inSlot(async () => 'free again')).toBe('free again');
  });

  it('leaves the event loop to others', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 5);
    await Promise.all(Array.from({ length: 6 }, () => inSlot(() => isPassword('x', null))));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });
});
