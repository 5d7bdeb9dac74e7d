import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { dictionary } from '@zxcvbn-ts/language-common';
import { invalidField, problems } from '../../platform/problems.ts';

// OWASP Password Storage Cheat Sheet (2025): argon2id with 19 MiB, 2 passes, 1 lane.
const MEMORY_KIB = 19_456;
const PASSES = 2;
const SHORTEST = 10;
const LONGEST = 256;

const common = new Set(dictionary['passwords-common']);

/**
 * NIST SP 800-63B and OWASP ASVS 6.2: length, a blocklist and nothing of the person's own; no composition rules.
 * @param personal e-mail, names, phone
 * @throws Problem invalid_input naming `field` and the reason
 */
export function requireGoodPassword(password: string, personal: readonly string[], field = 'password'): void {
  const reason = weakness(password.normalize('NFKC'), personal);
  if (reason) throw invalidField(field, reason);
}

/** @throws Problem invalid_input naming `field` */
export function requireSamePassword(
  password: string,
  repeated: string | undefined,
  field = 'password2',
): void {
  if (repeated !== undefined && repeated !== password)
    throw invalidField(field, 'is not the same as the password');
}

function weakness(password: string, personal: readonly string[]): string | undefined {
  const length = [...password].length;
  if (length < SHORTEST) return `is too short: it wants at least ${SHORTEST} characters`;
  if (length > LONGEST) return `is too long: it may have ${LONGEST} characters`;
  const folded = password.toLowerCase();
  const core = folded.replace(/^[\d\W_]+|[\d\W_]+$/g, '');
  if (common.has(folded) || (core.length >= 5 && core.length > length - 5 && common.has(core))) {
    return 'is among the passwords that are tried first';
  }
  if (new Set(folded).size < 4 || isRow(folded))
    return 'is too simple: its characters repeat or run in a row';
  if (isLikeOwn(folded, personal)) return 'is too much like your name or address';
  return undefined;
}

/** Little is left when the person's own names and numbers are taken out. */
function isLikeOwn(password: string, personal: readonly string[]): boolean {
  const words = personal
    .flatMap((text) =>
      text
        .normalize('NFKC')
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u),
    )
    .filter((word) => word.length >= 4)
    .sort((a, b) => b.length - a.length);
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), password);
  return rest !== password && rest.length < 6;
}

/** 1234567890, abcdefghij, 9876543210 … */
function isRow(text: string): boolean {
  const steps = new Set(
    [...text].slice(1).map((character, index) => character.charCodeAt(0) - text.charCodeAt(index)),
  );
  return steps.size === 1;
}

/** @returns a PHC string: `$argon2id$v=19$m=…,t=…,p=1$salt$hash` */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await inSlot(() => derive(password, salt, MEMORY_KIB, PASSES));
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Takes as long for a missing hash as for a wrong password. Call it in a slot (`inSlot`). */
export async function isPassword(password: string, phc: string | null): Promise<boolean> {
  const [, , , , salt = '', hash = ''] = (phc ?? DUMMY).split('$');
  const [memory = MEMORY_KIB, passes = PASSES] =
    /m=(\d+),t=(\d+)/
      .exec(phc ?? DUMMY)
      ?.slice(1)
      .map(Number) ?? [];
  const wanted = Buffer.from(hash, 'base64');
  const got = await derive(password, Buffer.from(salt, 'base64'), memory, passes);
  return timingSafeEqual(got, wanted) && phc !== null;
}

const DUMMY = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${unpadded(randomBytes(16))}$${unpadded(randomBytes(32))}`;

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

function derive(password: string, nonce: Buffer, memory: number, passes: number): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'), 'utf8');
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  argon2('argon2id', { message, nonce, parallelism: 1, tagLength: 32, memory, passes }, (error, hash) => {
    if (error) reject(error);
    else resolve(hash);
  });
  return promise;
}

// Hashing is slow and large on purpose. Two at a time leave the thread pool and the memory to everybody else; a queue
// that has grown past a few seconds of work is a flood.
const SLOTS = 2;
const MOST_WAITING = 200;
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Runs password work when a slot is free.
 * @throws Problem service_unavailable when too many wait already
 */
export async function inSlot<T>(work: () => Promise<T>): Promise<T> {
  if (running >= SLOTS) {
    if (waiting.length >= MOST_WAITING) throw problems.service_unavailable();
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push(resolve);
    await promise;
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next(); // hands the slot over
    else running -= 1;
  }
}
