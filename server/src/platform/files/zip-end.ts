import type { Spool } from './spool.ts';

const END = 0x06054b50;
const END_LENGTH = 22;

export interface ZipEnd {
  /** Where the end record stands. */
  at: number;
  entries: number;
  directory: number;
  directory_length: number;
  comment_length: number;
}

/** The last end record of a zip directory (APPNOTE, 4.3.16) that points at a directory right before it. */
export async function findZipEnd(file: Spool): Promise<ZipEnd | undefined> {
  const from = Math.max(0, file.size - END_LENGTH - 0xffff);
  const tail = await file.read(from, file.size - from);
  for (let at = tail.length - END_LENGTH; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END) continue;
    const directory_length = tail.readUInt32LE(at + 12);
    const end = {
      at: from + at,
      entries: tail.readUInt16LE(at + 10),
      directory: tail.readUInt32LE(at + 16),
      directory_length,
      comment_length: tail.readUInt16LE(at + 20),
    };
    const first = await file.read(end.at - directory_length, 4);
    if (first.length === 4 && first.readUInt32LE(0) === 0x02014b50) return end;
  }
  return undefined;
}

/** Whether unpackers would read a zip archive out of a file that says that it is something else. */
export async function hasZipAtEnd(file: Spool): Promise<boolean> {
  return (await findZipEnd(file)) !== undefined;
}
