import { createHmac, timingSafeEqual } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { Reader } from '../database.ts';
import type { Deps } from '../deps.ts';
import { canonicalBytes } from './entries.ts';
import { readNewestSeal, readSeals, type Seal } from './seals.ts';

// One line for each seal, outside the database: whoever cuts off entries and seals together leaves a file that knows
// more. `<seq> <sealed_at> <hmac>`, and after a restore of an older copy of the database, where the file knew more for
// an honest reason, `restored <seq> <time> <hmac of the seal to go on from> <mac>`.

export interface SealLine {
  seq: number;
  hmac: string;
  /** Later lines follow on this seal; lines before it with a higher number count no more. */
  is_restore: boolean;
}

const SEAL_LINE = /^(\d{1,16}) (\S{20,40}) ([\da-f]{64})$/;
const RESTORE_LINE = /^restored (\d{1,16}) (\S{20,40}) ([\da-f]{64}) ([\da-f]{64})$/;
const LINES_AT_ONCE = 500;

/** @returns undefined for a line that Etiba has not written */
export function parseSealLine(line: string, keys: readonly Buffer[]): SealLine | undefined {
  const [, seq, , hmac] = SEAL_LINE.exec(line) ?? [];
  if (seq !== undefined && hmac !== undefined) return { seq: Number(seq), hmac, is_restore: false };
  const [, from, at, resumed, mac] = RESTORE_LINE.exec(line) ?? [];
  if (from === undefined || at === undefined || resumed === undefined || mac === undefined) return undefined;
  const isOurs = keys.some((key) =>
    timingSafeEqual(macOfRestore(key, from, at, resumed), Buffer.from(mac, 'hex')),
  );
  return isOurs ? { seq: Number(from), hmac: resumed, is_restore: true } : undefined;
}

function macOfRestore(key: Buffer, seq: string, at: string, hmac: string): Buffer {
  return createHmac('sha256', key)
    .update(canonicalBytes(['restored', seq, at, hmac]))
    .digest();
}

/**
 * Appends the seals that the file does not have yet. Only whoever holds the lock of the sealing may call it.
 * A file that contradicts the database is left as it is, for `etiba audit verify` to tell.
 */
export async function updateSealFile(
  deps: Pick<Deps, 'config' | 'keys' | 'log'> & { onTrouble?: () => void },
  db: Reader,
): Promise<void> {
  await withSealFile(deps.config.audit_seal_file, async (file) => {
    const end = await readEnd(file, [deps.keys.audit_seal]);
    if (end === 'unreadable' || (end && !(await isInDatabase(db, end)))) {
      deps.log.error('the seal file contradicts the audit of the database; run: etiba audit verify');
      deps.onTrouble?.();
      return;
    }
    for (let after = end?.seq ?? 0; ;) {
      const seals = await readSeals(db, after, LINES_AT_ONCE);
      if (seals.length === 0) return;
      await append(file, seals.map(lineOf).join(''));
      after = seals.at(-1)!.seq;
    }
  });
}

/**
 * Says in the file that the database is a restored, older copy, and that the chain goes on from its newest seal.
 * @param at RFC 3339
 * @returns how many seals the file knew beyond that
 */
export async function acknowledgeRestore(
  deps: Pick<Deps, 'config' | 'keys'>,
  db: Reader,
  at: string,
): Promise<number> {
  const key = deps.keys.audit_seal;
  return withSealFile(deps.config.audit_seal_file, async (file) => {
    const end = await readEnd(file, [key]);
    if (end === undefined || (end !== 'unreadable' && (await isInDatabase(db, end)))) return 0;
    const newest = await readNewestSeal(db);
    const hmac = newest.hmac.toString('hex');
    const mac = macOfRestore(key, String(newest.seq), at, hmac).toString('hex');
    await append(file, `restored ${newest.seq} ${at} ${hmac} ${mac}\n`);
    return end === 'unreadable' ? 0 : Math.max(0, end.seq - newest.seq);
  });
}

async function isInDatabase(db: Reader, { seq, hmac }: SealLine): Promise<boolean> {
  if (seq === 0) return true;
  const [seal] = await readSeals(db, seq - 1, 1);
  return seal?.seq === seq && seal.hmac.toString('hex') === hmac;
}

function lineOf({ seq, sealed_at, hmac }: Seal): string {
  return `${seq} ${sealed_at} ${hmac.toString('hex')}\n`;
}

async function withSealFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'a+', 0o600);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

async function append(file: FileHandle, lines: string): Promise<void> {
  await file.appendFile(lines);
  await file.sync();
}

/** The last whole line. What a kill or a full disk has torn is cut off. */
async function readEnd(
  file: FileHandle,
  keys: readonly Buffer[],
): Promise<SealLine | undefined | 'unreadable'> {
  const { size } = await file.stat();
  const length = Math.min(size, 4096);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  const whole = buffer.lastIndexOf('\n') + 1;
  if (whole < length) await file.truncate(size - length + whole);
  const line = buffer
    .subarray(0, Math.max(0, whole - 1))
    .toString('latin1')
    .split('\n')
    .at(-1);
  if (!line) return undefined;
  return parseSealLine(line, keys) ?? 'unreadable';
}

/** @yields the lines of a file without holding all of it; a last line that was torn is none */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await open(path, 'r');
  try {
    let rest = '';
    for await (const chunk of file.createReadStream({ encoding: 'latin1', autoClose: false })) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } finally {
    await file.close();
  }
}
