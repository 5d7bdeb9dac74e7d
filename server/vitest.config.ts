import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests of whole processes wait for most of their time, some for a minute: first, beside those that do not. */
class ProcessesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { processes = [], rest = [] } = Object.groupBy(await super.sort(files), ({ moduleId }) =>
      moduleId.includes('/test/processes/') ? 'processes' : 'rest',
    );
    return [...processes, ...rest];
  }
}

/** They start a PostgreSQL themselves: the pass on an outside one (TEST_DATABASE_URL) would only repeat them. */
const ON_THEIR_OWN = [
  'src/platform/database-outage.test.ts',
  'src/platform/embedded-postgres.test.ts',
  'test/processes/{canary,crash,demo,disk-full,files,records,start}.test.ts',
];

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(process.env['TEST_DATABASE_URL'] ? ON_THEIR_OWN : [])],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 3, // on two processors, because of the waiting
    sequence: { sequencer: ProcessesFirst },
    isolate: false, // importing and compiling the whole application for each of a hundred files is half of the time
    // Against what hangs. The longest takes a third of this beside two others on a slow machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test that logs has found something that nobody looks at.
    env: { TZ: 'Pacific/Chatham' }, // no test may lean on the zone of the machine
  },
});
