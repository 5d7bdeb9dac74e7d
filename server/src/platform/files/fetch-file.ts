import { createHash } from 'node:crypto';
import { Problem } from '../problems.ts';
import { Spool } from './spool.ts';
import { FileMissing, type FileStore } from './store.ts';

/** What is known of a file in the store. */
export interface StoredFile {
  storage_key: string;
  /** Bytes. */
  file_size: number;
  /** In hexadecimal. */
  sha256: string;
}

/** What is in the store is not what was put there. */
export class FileDamaged extends Error {
  override readonly name = 'FileDamaged';
  readonly what: Damage;

  constructor(what: Damage) {
    super(`the stored file is ${what}`);
    this.what = what;
  }
}
export type Damage = 'missing' | 'changed';

/**
 * Takes a file out of the store and sees that it is, byte for byte, what was put there; only then may any of it be
 * shown, so all of it is fetched first.
 * @param folder where it lies meanwhile, nameless; the caller disposes of it
 * @throws FileDamaged, FileStoreUnavailable
 */
export async function fetchFile(files: FileStore, folder: string, stored: StoredFile): Promise<Spool> {
  const spool = await fill(files, folder, stored);
  if (spool.size === stored.file_size && spool.sha256 === stored.sha256) return spool;
  await spool[Symbol.asyncDispose]();
  throw new FileDamaged('changed');
}

async function fill(files: FileStore, folder: string, { storage_key, file_size }: StoredFile) {
  try {
    return await Spool.fill(folder, files.get(storage_key), file_size);
  } catch (error) {
    if (error instanceof FileMissing) throw new FileDamaged('missing');
    if (error instanceof Problem) throw new FileDamaged('changed'); // longer than it was
    throw error;
  }
}

/**
 * Reads a file in the store without keeping it.
 * @returns what is wrong with it, if anything
 * @throws FileStoreUnavailable
 */
export async function findDamage(files: FileStore, stored: StoredFile): Promise<Damage | undefined> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of files.get(stored.storage_key)) {
      size += chunk.length;
      hash.update(chunk);
    }
  } catch (error) {
    if (error instanceof FileMissing) return 'missing';
    throw error;
  }
  return size === stored.file_size && hash.digest('hex') === stored.sha256 ? undefined : 'changed';
}
