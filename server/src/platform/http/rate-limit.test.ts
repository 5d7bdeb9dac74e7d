import { describe, expect, it } from 'vitest';
import { openTestEtiba, useEtiba } from '../../../test/harness.ts';
import { addressGroup, block, consume, forget, giveBack } from './rate-limit.ts';

const etiba = useEtiba();
const limit = { name: 'test', points: 3, per: 60 };

describe('addressGroup', () => {
  it.each([
    [null, 'unknown'],
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::', '2001:db8:1:2'],
    ['2001:db8:1:2::ffff', '2001:db8:1:2'],
    ['2001:DB8:1:2::1', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8::5:6:7:8:9', '2001:db8:0:5'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['[2001:db8:1:2::9]:51234', '2001:db8:1:2'],
    ['[2001:db8:1:2::9]', '2001:db8:1:2'],
    ['unix:', 'unknown'],
    ['no address', 'unknown'],
    ['<script>', 'unknown'],
    ['', 'unknown'],
  ])('of %s is %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });

  it('is the same for the addresses of one network, and another for its neighbour', () => {
    const network = ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2:0:0:0:9'];
    expect(new Set(network.map(addressGroup)).size).toBe(1);
    expect(addressGroup('2001:db8:1:3::1')).not.toBe(addressGroup('2001:db8:1:2::1'));
  });
});

describe('consume', () => {
  it('lets through so many, however parallel and on however many processes, and says how long to wait', async () => {
    const other = await openTestEtiba({ beside: etiba.database });
    const uses = Array.from({ length: 20 }, (_, index) =>
      consume(index % 2 ? etiba.deps : other.deps, limit, 'parallel'),
    );
    const settled = await Promise.allSettled(uses);
    await other.close();
    expect(settled.filter((use) => use.status === 'fulfilled')).toHaveLength(3);
    for (const use of settled) {
      if (use.status === 'fulfilled') continue;
      expect(use.reason).toMatchObject({ kind: { code: 'throttled', status: 429 } });
      expect(use.reason.options.retry_after).toBeGreaterThan(50);
      expect(use.reason.options.retry_after).toBeLessThanOrEqual(60);
    }
  });

  it('counts subjects and limits apart', async () => {
    for (let i = 0; i < 3; i += 1) await consume(etiba.deps, limit, 'one');
    await expect(consume(etiba.deps, limit, 'one')).rejects.toThrow('Too many requests');
    expect(await consume(etiba.deps, limit, 'two')).toBe(2);
    expect(await consume(etiba.deps, { ...limit, name: 'another' }, 'one')).toBe(2);
  });

  it('takes back, forgets and blocks', async () => {
    for (let i = 0; i < 3; i += 1) await consume(etiba.deps, limit, 'back');
    await giveBack(etiba.deps, limit, 'back');
    expect(await consume(etiba.deps, limit, 'back')).toBe(0);
    await forget(etiba.deps, limit, 'back');
    expect(await consume(etiba.deps, limit, 'back')).toBe(2);
    await block(etiba.deps, limit, 'back', 500);
    await expect(consume(etiba.deps, limit, 'back')).rejects.toMatchObject({ options: { retry_after: 500 } });
  });

  it('keeps no address and no name in clear', async () => {
    await consume(etiba.deps, limit, 'amina@example.org');
    const rows = await etiba.deps.db.selectFrom('throttles').select('key').execute();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/amina|example|203\.0\.113/);
  });
});
