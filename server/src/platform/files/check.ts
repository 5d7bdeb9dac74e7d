import { fileProblems } from './file.problems.ts';
import { isDoc } from './doc.ts';
import { isDocx } from './docx.ts';
import { cleanImage } from './image.ts';
import { extensionOf } from './names.ts';
import { isPdf } from './pdf.ts';
import { Spool } from './spool.ts';

export const FILE_TYPES = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const;
export type Extension = keyof typeof FILE_TYPES;

/** What is to be kept of an upload. */
export interface CheckedFile {
  content_type: string;
  /** The upload itself, or for an image what is left of it. */
  content: Spool;
  /** JPEG; images only. */
  thumbnail?: Buffer;
}

/** Images are held in memory while they are looked at, archives are unpacked: so many at a time in one process. */
const AT_ONCE = 2;
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Looks whether extension, first bytes and structure of an upload agree, and takes the metadata out of images. What
 * the client said of the type is not asked.
 * @param folder for what replaces the upload; the caller disposes of `content`, which may be `upload` itself
 * @throws Problem file_not_accepted
 */
export async function checkFile(folder: string, upload: Spool, name: string): Promise<CheckedFile> {
  const extension = extensionOf(name);
  if (!Object.hasOwn(FILE_TYPES, extension)) {
    throw fileProblems.file_not_accepted(`Accepted are ${Object.keys(FILE_TYPES).join(', ')}.`);
  }
  const checked = await oneOfFew(() => checkAs(extension as Extension, folder, upload));
  if (!checked) {
    throw fileProblems.file_not_accepted(
      `This is no sound ${extension} file: damaged, unreasonably large inside, with macros, or of another kind.`,
    );
  }
  return { content_type: FILE_TYPES[extension as Extension], ...checked };
}

async function checkAs(
  extension: Extension,
  folder: string,
  upload: Spool,
): Promise<Omit<CheckedFile, 'content_type'> | undefined> {
  if (extension === 'pdf') return (await isPdf(upload)) ? { content: upload } : undefined;
  if (extension === 'doc') return (await isDoc(upload)) ? { content: upload } : undefined;
  if (extension === 'docx') return (await isDocx(upload)) ? { content: upload } : undefined;
  const data = await upload.read(0, upload.size);
  const image = await cleanImage(extension === 'png' ? 'png' : 'jpeg', data);
  if (!image) return undefined;
  const content = await Spool.fill(folder, chunksOf(image.parts), upload.size + 64); // an orientation may be written anew
  return { content, thumbnail: image.thumbnail };
}

async function* chunksOf(parts: Buffer[]): AsyncGenerator<Buffer> {
  yield* parts;
}

async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
