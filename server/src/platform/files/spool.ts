import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileProblems } from './file.problems.ts';

const CHUNK = 64 * 1024;

/**
 * Bytes on their way in or out, on disk instead of in memory. The file has no name any more from the moment it is
 * opened: whatever ends the process, nothing of it is left. It ends with its disposal.
 */
export class Spool implements AsyncDisposable {
  /** Bytes. */
  readonly size: number;
  /** Of all bytes, in hexadecimal. */
  readonly sha256: string;
  readonly #file: FileHandle;
  #isOpen = true;

  private constructor(file: FileHandle, size: number, sha256: string) {
    this.#file = file;
    this.size = size;
    this.sha256 = sha256;
  }

  /**
   * Takes in a stream.
   * @param folder made if it is not there
   * @param mostBytes one more is too many
   * @throws Problem file_too_large; whatever the source or the disk throws
   */
  static async fill(folder: string, source: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Spool> {
    const file = await openNameless(folder);
    try {
      const hash = createHash('sha256');
      let size = 0;
      for await (const chunk of source) {
        size += chunk.length;
        if (size > mostBytes)
          throw fileProblems.file_too_large(`A file may have ${inWords(mostBytes)} at most.`);
        hash.update(chunk);
        await writeAll(file, chunk);
      }
      return new Spool(file, size, hash.digest('hex'));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Up to `length` bytes from `position` on; fewer where the file ends. */
  async read(position: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.size - position));
    const buffer = Buffer.allocUnsafe(wanted);
    let done = 0;
    while (done < wanted) {
      const { bytesRead } = await this.#file.read(buffer, done, wanted - done, position + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return buffer.subarray(0, done);
  }

  /** A part of the bytes, in chunks. */
  async *chunks(from = 0, end = this.size): AsyncGenerator<Buffer> {
    for (let position = from; position < end; position += CHUNK) {
      yield await this.read(position, Math.min(CHUNK, end - position));
    }
  }

  /** All bytes. With `dispose` the spool ends with the stream. */
  stream({ dispose = false } = {}): Readable {
    const stream = Readable.from(this.chunks(), { objectMode: false });
    if (dispose) stream.once('close', () => void this[Symbol.asyncDispose]());
    return stream;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#file.close();
  }
}

async function openNameless(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomBytes(16).toString('hex'));
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, done, chunk.length - done);
    done += bytesWritten;
  }
}

function inWords(bytes: number): string {
  const megabytes = bytes / (1024 * 1024);
  return megabytes >= 1 ? `${Math.floor(megabytes)} MB` : `${bytes} bytes`;
}
