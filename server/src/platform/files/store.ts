import type { S3Driver as S3DriverType } from 'flydrive/drivers/s3';
import { Disk } from 'flydrive';
import { FSDriver } from 'flydrive/drivers/fs';
import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { ConfigError } from '../config.ts';
import type { FilesLocation } from './location.ts';

/** The port to where files lie. Keys come from `newFileKey`; nothing of a client's is in them. */
export interface FileStore {
  /** Whole and on the disk when it returns; after a failure nothing of it is kept. */
  put(key: string, content: Readable, size: number): Promise<void>;
  /** @throws FileMissing */
  get(key: string): AsyncIterable<Buffer>;
  /** What is not there is deleted already. */
  delete(key: string): Promise<void>;
  /** Files with keys of ours; whatever else lies there is left out. */
  list(): AsyncIterable<ListedFile>;
  /** @throws ConfigError naming FILES_URL, FileStoreUnavailable */
  check(): Promise<void>;
}

export interface ListedFile {
  key: string;
  /** Milliseconds since the epoch, by the store's clock. Undefined: it has just been deleted. */
  modified_at(): Promise<number | undefined>;
}

/** There is no file with this key. */
export class FileMissing extends Error {
  override readonly name = 'FileMissing';
}

/** The store does not answer, refuses, or is full. The message is the cause's label; keys and hosts stay out. */
export class FileStoreUnavailable extends Error {
  override readonly name = 'FileStoreUnavailable';
  readonly code: string;

  constructor(cause: unknown) {
    super('the file store is not available', { cause });
    this.code = labelOf(cause);
  }
}

/** 128 random bits, in folders of which none gets too full. */
export function newFileKey(): string {
  const name = randomBytes(16).toString('hex');
  return `${name.slice(0, 2)}/${name}`;
}

/** What lies beside our files is not ours. */
const FILE_KEY = /^([\da-f]{2})\/\1[\da-f]{30}$/;

/** Opens nothing yet: a disk is made at the first file, a bucket is asked by `check`. */
export async function openFileStore(location: FilesLocation): Promise<FileStore> {
  return location.kind === 'disk' ? diskStore(location.folder) : bucketStore(location);
}

function diskStore(folder: string): FileStore {
  const disk = new Disk(new FSDriver({ location: folder, visibility: 'private' }));
  const write = async (key: string, content: Readable) => {
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      await disk.putStream(key, content);
      for (const place of [path, dirname(path)]) await flush(place);
    } catch (error) {
      await disk.delete(key).catch(() => {});
      throw error;
    }
  };
  return {
    ...commonStore(disk, ''),
    put: (key, content) => guarded(() => write(key, content)),
    async check() {
      try {
        const probe = newFileKey();
        await write(probe, Readable.from([Buffer.from('x')]));
        await disk.delete(probe);
      } catch (error) {
        throw new ConfigError('FILES_URL', `its folder cannot be written to (${labelOf(error)})`);
      }
    },
  };
}

/** A row will speak of this file: what a power cut takes away must not have been promised. */
async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

const nothing = () => {};
/** What goes wrong is thrown; the SDK would write it to the console as well. */
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Milliseconds: a store that is silent must not hold a request for longer. */
const PATIENCE = { connectionTimeout: 3_000, requestTimeout: 15_000, throwOnRequestTimeout: true };

async function bucketStore(location: FilesLocation & { kind: 's3' }): Promise<FileStore> {
  const { S3Driver } = await import('flydrive/drivers/s3'); // 100 ms and 30 MB that a disk does not need
  const checksums = location.checksums ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED';
  const driver: S3DriverType = new S3Driver({
    endpoint: location.endpoint,
    region: location.region,
    ...(location.credentials && { credentials: location.credentials }),
    forcePathStyle: location.path_style,
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    requestHandler: PATIENCE,
    logger: SILENT,
    bucket: location.bucket,
    visibility: 'private',
    supportsACL: false, // many stores know no ACL; the bucket's own policy rules
  });
  const disk = new Disk(driver);
  const prefix = location.prefix === '' ? '' : `${location.prefix}/`;
  return {
    ...commonStore(disk, prefix),
    put: (key, content, size) =>
      guarded(() => disk.putStream(prefix + key, content, { contentLength: size })),
    async check() {
      try {
        await disk.listAll(location.prefix === '' ? '/' : location.prefix);
      } catch (error) {
        const status = statusOf(error);
        if (status === undefined || status >= 500) throw new FileStoreUnavailable(error);
        throw new ConfigError('FILES_URL', `its bucket cannot be used (${labelOf(error)})`);
      }
    },
  };
}

function commonStore(disk: Disk, prefix: string): Pick<FileStore, 'get' | 'delete' | 'list'> {
  return {
    async *get(key) {
      try {
        yield* (await disk.getStream(prefix + key)) as AsyncIterable<Buffer>;
      } catch (error) {
        throw isMissing(error) ? new FileMissing() : new FileStoreUnavailable(error);
      }
    },
    delete: (key) => guarded(() => disk.delete(prefix + key)),
    async *list() {
      for (let token: string | undefined, isFirst = true; isFirst || token; isFirst = false) {
        const page = await listPage(disk, prefix, token);
        for (const file of page.objects) {
          if (!file.isFile || !file.key.startsWith(prefix)) continue;
          const key = file.key.slice(prefix.length);
          if (!FILE_KEY.test(key)) continue;
          yield {
            key,
            modified_at: () =>
              file.getMetaData().then(
                ({ lastModified }) => lastModified.getTime(),
                () => undefined,
              ),
          };
        }
        token = page.paginationToken;
      }
    },
  };
}

async function listPage(disk: Disk, prefix: string, paginationToken: string | undefined) {
  try {
    const options = { recursive: true, ...(paginationToken !== undefined && { paginationToken }) };
    return await disk.listAll(prefix === '' ? '/' : prefix, options);
  } catch (error) {
    if (isMissing(error)) return { objects: [], paginationToken: undefined }; // no file yet
    throw new FileStoreUnavailable(error);
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new FileStoreUnavailable(error);
  }
}

/** flydrive wraps what its drivers throw. */
function innermost(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? innermost(error.cause) : error;
}

function statusOf(error: unknown): number | undefined {
  const { $metadata } = innermost(error) as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

function isMissing(error: unknown): boolean {
  const { code, name } = innermost(error) as { code?: string; name?: string };
  return code === 'ENOENT' || name === 'NoSuchKey';
}

function labelOf(error: unknown): string {
  const { code, name } = innermost(error) as { code?: string; name?: string };
  return code ?? name ?? 'unknown';
}
