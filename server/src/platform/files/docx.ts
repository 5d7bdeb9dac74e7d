import { constants, crc32, createInflateRaw } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { Readable, Writable } from 'node:stream';
import type { Spool } from './spool.ts';
import { findZipEnd, type ZipEnd } from './zip-end.ts';

const MOST_ENTRIES = 4_000;
const LONGEST_DIRECTORY = 1024 * 1024;
/** Bytes that all parts may have unpacked, and how often more than packed: text shrinks to a thirtieth, a bomb to less. */
const MOST_UNPACKED = 150 * 1024 * 1024;
const MOST_SHRUNK = 300;
/** After packed bytes a data descriptor may follow (APPNOTE, 4.3.9). */
const LONGEST_DESCRIPTOR = 24;

const TYPES = '[Content_Types].xml';
const LONGEST_TYPES = 1024 * 1024;
const MAIN = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';

interface Entry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  unpacked: number;
  at: number;
}

/**
 * Whether a file is a Word document without macros (ECMA-376): a zip archive from its first byte to its last whose
 * directory tells the truth. Nothing is unpacked before the directory promises little, and no more than it promises.
 */
export async function isDocx(file: Spool): Promise<boolean> {
  const end = await findZipEnd(file);
  if (!end || end.at + 22 + end.comment_length !== file.size) return false;
  const entries = await readDirectory(file, end);
  if (!entries || !isModest(entries) || entries.some(({ name }) => isActive(name))) return false;
  const data = await locate(file, entries, end);
  if (!data) return false;
  let types: Buffer | undefined;
  for (const [index, entry] of entries.entries()) {
    const isTypes = entry.name === TYPES;
    if (isTypes && (types || entry.unpacked > LONGEST_TYPES)) return false;
    const content = await unpack(file, entry, data[index]!, isTypes);
    if (content === undefined) return false;
    if (isTypes) types = content;
  }
  return types !== undefined && declaresDocument(types);
}

async function readDirectory(file: Spool, end: ZipEnd): Promise<Entry[] | undefined> {
  const { directory, directory_length } = end;
  if (directory + directory_length !== end.at || directory_length > LONGEST_DIRECTORY) return undefined;
  if (end.entries === 0 || end.entries > MOST_ENTRIES) return undefined;
  const bytes = await file.read(directory, directory_length);
  const entries: Entry[] = [];
  let at = 0;
  while (at + 46 <= bytes.length && entries.length < end.entries) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) return undefined;
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const flags = bytes.readUInt16LE(at + 8);
    const isEncrypted = (flags & 0x2041) !== 0;
    if (isEncrypted) return undefined;
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength!),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    });
    at += 46 + nameLength! + extra! + comment!;
  }
  return at === bytes.length && entries.length === end.entries ? entries : undefined;
}

function isModest(entries: Entry[]): boolean {
  const names = new Set(entries.map(({ name }) => name.toLowerCase()));
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  return (
    names.size === entries.length &&
    unpacked <= MOST_UNPACKED &&
    entries.every((entry) => entry.unpacked <= 1024 + entry.packed * MOST_SHRUNK) &&
    entries.every(({ name, method }) => isPartName(name) && (method === 0 || method === 8))
  );
}

/** OPC part names (ECMA-376-2, 9.1.1) are plain paths within the package. */
function isPartName(name: string): boolean {
  return (
    name !== '' &&
    !/[\p{Cc}\\:\ufffd]/u.test(name) &&
    !name.split('/').some((part, index, parts) => part === '..' || (part === '' && index < parts.length - 1))
  );
}

/** Parts that run: macros and controls. */
function isActive(name: string): boolean {
  return /(^|\/)(vba(project|data)[^/]*|activex\d*)(\/|\.|$)/i.test(name);
}

/**
 * Where each entry's packed bytes begin. Entries follow each other without overlapping (one heap of bytes under many
 * names is a bomb) and without room for anything between them.
 */
async function locate(file: Spool, entries: Entry[], end: ZipEnd): Promise<number[] | undefined> {
  const begins = new Map<Entry, number>();
  const inOrder = [...entries].sort((a, b) => a.at - b.at);
  let free = 0;
  for (const entry of inOrder) {
    const gap = entry.at - free;
    if (gap < 0 || gap > (free === 0 ? 0 : LONGEST_DESCRIPTOR)) return undefined;
    const header = await file.read(entry.at, 30);
    if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) return undefined;
    const nameLength = header.readUInt16LE(26);
    const name = await file.read(entry.at + 30, nameLength);
    if (name.toString('utf8') !== entry.name || header.readUInt16LE(8) !== entry.method) return undefined;
    const begin = entry.at + 30 + nameLength + header.readUInt16LE(28);
    begins.set(entry, begin);
    free = begin + entry.packed;
  }
  const rest = end.directory - free;
  if (rest < 0 || rest > LONGEST_DESCRIPTOR) return undefined;
  return entries.map((entry) => begins.get(entry)!);
}

/** @returns the content if it is to be kept, else nothing of it; undefined when it is not as the directory says */
async function unpack(file: Spool, entry: Entry, begin: number, keep: boolean): Promise<Buffer | undefined> {
  const packed = Readable.from(file.chunks(begin, begin + entry.packed), { objectMode: false });
  const kept: Buffer[] = [];
  let size = 0;
  let sum = 0;
  const judge = new Writable({
    write(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      sum = crc32(chunk, sum);
      if (keep) kept.push(chunk);
      done(size > entry.unpacked ? new RangeError('more than promised') : null);
    },
  });
  try {
    if (entry.method === 0) await pipeline(packed, judge);
    else await pipeline(packed, createInflateRaw({ finishFlush: constants.Z_FINISH }), judge);
  } catch (error) {
    if (isDiskError(error)) throw error;
    return undefined;
  }
  return size === entry.unpacked && sum === entry.crc ? Buffer.concat(kept) : undefined;
}

function isDiskError(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall !== undefined;
}

/** The main part's type decides; a document with macros has another one. */
function declaresDocument(types: Buffer): boolean {
  const isWide = types.length >= 2 && types.readUInt16LE(0) === 0xfeff;
  const xml = types.toString(isWide ? 'utf16le' : 'utf8');
  return xml.includes(`"${MAIN}"`) && !/macroEnabled|vbaProject|activeX/i.test(xml);
}
