import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MedicalRecord } from '../../api/generated/types.gen.ts';
import { Refusal } from '../../api/refusal.ts';
import { contentOf, emptyForm, type Content } from './draft-form.ts';
import { DraftKeeper } from './draft-keeper.ts';

type Kept = Content & { id: string; status: MedicalRecord['status']; etag: number };

/** A server that knows ETags, and loses answers or connections as it is told. */
function aServer() {
  let record: Kept | undefined;
  const server = {
    creates: 0,
    updates: 0,
    /** What becomes of the coming requests: done without an answer, not done, or refused. */
    faults: [] as ('lost' | 'down' | 'refused')[],
    get record() {
      return record;
    },
    put(changes: Partial<Kept>) {
      record = { ...record!, ...changes, etag: record!.etag + 1 };
    },
    create: (content: Content) =>
      answer(() => {
        server.creates += 1;
        record ??= { ...content, id: 'r', status: 'draft', etag: 1 };
        return record;
      }),
    update: (content: Content, seen: Kept) =>
      answer(() => {
        if (record!.etag !== seen.etag) throw new Refusal({ status: 412, code: 'stale' });
        server.updates += 1;
        record = { ...record!, ...content, etag: record!.etag + 1 };
        return record;
      }),
    read: () => answer(() => record!),
  };
  async function answer(work: () => Kept): Promise<Kept> {
    const fault = server.faults.shift();
    if (fault === 'down') throw new Refusal({});
    if (fault === 'refused') throw new Refusal({ status: 400, code: 'invalid_input' });
    const done = work();
    if (fault === 'lost') throw new Refusal({});
    return done;
  }
  return server;
}

const text = (summary: string): Content =>
  contentOf({ ...emptyForm('consultation'), summary }, 'Visit').content;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('typing is kept when it pauses, in one request', async () => {
  const server = aServer();
  const keeper = new DraftKeeper<Kept>(server);
  for (const words of ['C', 'Co', 'Cough']) keeper.change(text(words));
  expect(keeper.keeping().state).toBe('unsaved');
  await pass(1000);
  expect([server.record?.summary, server.creates, keeper.keeping().state]).toEqual(['Cough', 1, 'saved']);
  keeper.change(text('Cough, fever'));
  await pass(1000);
  expect([server.record?.summary, server.creates, server.updates]).toEqual(['Cough, fever', 1, 1]);
});

test('without a connection typing goes on, and all of it is kept afterwards', async () => {
  const server = aServer();
  const keeper = new DraftKeeper<Kept>(server);
  keeper.change(text('Cough'));
  server.faults.push('down', 'down');
  await pass(1000);
  expect(keeper.keeping().state).toBe('unreachable');
  keeper.change(text('Cough, fever'));
  await pass(10_000);
  expect([server.record?.summary, keeper.keeping().state]).toEqual(['Cough, fever', 'saved']);
});

test('a first answer that was lost makes no second draft', async () => {
  const server = aServer();
  const sent: Content[] = [];
  const keeper = new DraftKeeper<Kept>({
    ...server,
    create: (content) => (sent.push(content), server.create(content)),
    update: server.update,
    read: server.read,
  });
  server.faults.push('lost');
  keeper.change(text('Cough'));
  await pass(1000);
  keeper.change(text('Cough, fever'));
  await pass(10_000);
  expect(sent).toEqual([text('Cough'), text('Cough')]); // the same body: the same Idempotency-Key
  expect(server.record?.summary).toBe('Cough, fever');
});

test('a later answer that was lost is no conflict', async () => {
  const server = aServer();
  const keeper = new DraftKeeper<Kept>(server);
  keeper.change(text('Cough'));
  await pass(1000);
  server.faults.push('lost');
  keeper.change(text('Cough, fever'));
  await pass(10_000);
  expect([server.record?.summary, keeper.keeping().state]).toEqual(['Cough, fever', 'saved']);
});

test('what somebody else has written is never overwritten: both are shown, and the choice is kept', async () => {
  const server = aServer();
  const keeper = new DraftKeeper<Kept>(server);
  keeper.change(text('Cough'));
  await pass(1000);
  server.put({ summary: 'Written in the other tab' });
  keeper.change(text('Cough, fever'));
  await pass(1000);
  expect(keeper.keeping()).toMatchObject({
    state: 'conflict',
    mine: { summary: 'Cough, fever' },
    theirs: { summary: 'Written in the other tab' },
  });
  keeper.change(text('Cough, fever, and more'));
  await pass(10_000);
  expect(server.record?.summary).toBe('Written in the other tab');
  keeper.resolve(text('Both'));
  await pass(10);
  expect([server.record?.summary, keeper.keeping().state]).toEqual(['Both', 'saved']);
});

test('a change beside the text, such as a file, is no conflict', async () => {
  const server = aServer();
  const keeper = new DraftKeeper<Kept>(server);
  keeper.change(text('Cough'));
  await pass(1000);
  server.put({});
  keeper.change(text('Cough, fever'));
  await pass(1000);
  expect([server.record?.summary, keeper.keeping().state]).toEqual(['Cough, fever', 'saved']);
});

test('a draft that was signed elsewhere is not amended by typing', async () => {
  const server = aServer();
  const keeper = new DraftKeeper<Kept>(server);
  keeper.change(text('Cough'));
  await pass(1000);
  server.put({ status: 'signed' });
  keeper.change(text('Cough, fever'));
  await pass(1000);
  expect(keeper.keeping()).toMatchObject({ state: 'conflict', theirs: { status: 'signed' } });
});

test('a refusal is shown, and the next change tries again', async () => {
  const server = aServer();
  const keeper = new DraftKeeper<Kept>(server);
  server.faults.push('refused');
  keeper.change(text('Cough'));
  await pass(1000);
  expect(keeper.keeping().state).toBe('refused');
  keeper.change(text('Cough'));
  expect(await keeper.flush()).toBe(true);
});
