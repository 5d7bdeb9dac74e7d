import { sql, type RawBuilder } from 'kysely';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { WORLDS } from '../../../test/worlds.ts';

/** The first wall always says yes. */
const yes = vi.fn<() => RawBuilder<boolean>>(() => sql<boolean>`true`);

// Files of one worker share their modules. This one wants an application of its own, and must leave none behind.
vi.resetModules();
vi.doMock('./medical-records.policy.ts', () => ({
  visibleRecords: yes,
  readableRecords: yes,
  mayBreakGlass: yes,
  visibleEmergencies: yes,
}));
const { useEtiba } = await import('../../../test/harness.ts');
const { compareWorlds } = await import('./record-worlds.test-kit.ts');
afterAll(() => {
  vi.doUnmock('./medical-records.policy.ts');
  vi.resetModules();
});

const etiba = useEtiba();

describe('row-level security alone', () => {
  it('shows nothing that the model does not', async () => {
    expect(await compareWorlds(etiba)).toBe(WORLDS);
    expect(yes).toHaveBeenCalled();
  }, 3_600_000);
});
