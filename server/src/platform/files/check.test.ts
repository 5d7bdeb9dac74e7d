import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aCompoundFile,
  aDoc,
  aDocx,
  aJpeg,
  aPdf,
  aPng,
  aZip,
  CANARY,
  docxEntries,
  wordStream,
} from '../../../test/sample-files.ts';
import { Problem } from '../problems.ts';
import { checkFile } from './check.ts';
import { Spool } from './spool.ts';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'etiba-check-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function* once(data: Buffer) {
  yield data;
}

/** What is kept of a file, or how it is refused. */
async function check(name: string, data: Buffer) {
  await using upload = await Spool.fill(folder, once(data), 50_000_000);
  try {
    const { content, content_type, thumbnail } = await checkFile(folder, upload, name);
    const kept = await buffer(content.stream());
    if (content !== upload) await content[Symbol.asyncDispose]();
    return { content_type, kept, thumbnail };
  } catch (error) {
    if (error instanceof Problem) return error.kind.code;
    throw error;
  }
}

const refused = 'file_not_accepted';
const concat = (...parts: (Buffer | string)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
const html = '<html><script>alert(1)</script></html>';
const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';

describe('a sound file', () => {
  it.each([
    ['letter.pdf', aPdf, 'application/pdf'],
    ['LETTER.PDF', aPdf, 'application/pdf'],
    ['letter.doc', aDoc, 'application/msword'],
    ['letter.docx', aDocx, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ])('%s is kept as it is, under the type that it has', async (name, make, content_type) => {
    const data = make();
    expect(await check(name, data)).toEqual({ content_type, kept: data, thumbnail: undefined });
  });

  it('may be a document with data descriptors, a thumbnail and folders, as LibreOffice writes it', async () => {
    const entries = [
      ...docxEntries(),
      { name: 'word/media/', content: '', store: true },
      { name: 'docProps/thumbnail.jpeg', content: await aJpeg(), store: true },
    ];
    expect(await check('a.docx', aZip(entries))).toMatchObject({ content_type: expect.any(String) });
  });

  it('may be a PDF with blanks at its end, or whose table is a stream', async () => {
    expect(await check('a.pdf', concat(aPdf(), '\r\n\0\0'))).toMatchObject({
      content_type: 'application/pdf',
    });
    const stream = concat('%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF');
    expect(await check('a.pdf', stream)).toMatchObject({ content_type: 'application/pdf' });
  });
});

describe.each([
  ['jpg', aJpeg],
  ['jpeg', aJpeg],
  ['png', aPng],
] as const)('an image (%s)', (extension, make) => {
  const type = extension === 'png' ? 'image/png' : 'image/jpeg';

  it.each([1, 3, 6, 8])(
    'loses place, device and author, and nothing that is seen (orientation %s)',
    async (orientation) => {
      const data = await make({ orientation });
      expect(data.includes(CANARY)).toBe(true);
      const checked = await check(`photo.${extension}`, data);
      if (typeof checked === 'string') throw new Error(checked);
      expect(checked.content_type).toBe(type);
      expect(checked.kept.includes(CANARY)).toBe(false);
      const [before, after] = [await sharp(data).metadata(), await sharp(checked.kept).metadata()];
      expect(after.orientation ?? 1).toBe(orientation);
      expect(after.icc).toEqual(before.icc);
      expect(after.xmp).toBeUndefined();
      expect(after.exif?.length ?? 0).toBeLessThan(40);
      const pixels = (image: Buffer) => sharp(image).raw().toBuffer();
      expect((await pixels(checked.kept)).equals(await pixels(data))).toBe(true);
    },
  );

  it('gets a thumbnail that stands upright', async () => {
    const checked = await check(
      `photo.${extension}`,
      await make({ width: 1200, height: 800, orientation: 6 }),
    );
    if (typeof checked === 'string') throw new Error(checked);
    const { format, width, height, exif } = await sharp(checked.thumbnail).metadata();
    expect({ format, width, height, exif }).toEqual({
      format: 'jpeg',
      width: 267,
      height: 400,
      exif: undefined,
    });
    const top = await sharp(checked.thumbnail)
      .extract({ left: 130, top: 20, width: 1, height: 1 })
      .raw()
      .toBuffer();
    expect(top[0]).toBeGreaterThan(top[2]! + 100); // what was left is up: red
  });

  it('may be progressive', async () => {
    expect(await check(`a.${extension}`, await make({ progressive: true }))).toMatchObject({
      content_type: type,
    });
  });

  it('loses what hides behind its end', async () => {
    const data = await make();
    const checked = await check(`a.${extension}`, concat(data, aZip(docxEntries()), html));
    if (typeof checked === 'string') throw new Error(checked);
    expect(checked.kept.includes('script')).toBe(false);
    expect(checked.kept.includes('PK')).toBe(false);
  });

  it('is refused wherever it is cut short', async () => {
    const data = await make();
    for (let length = 0; length < data.length; length += Math.max(1, Math.floor(data.length / 60))) {
      expect(await check(`a.${extension}`, data.subarray(0, length))).toBe(refused);
    }
    expect(await check(`a.${extension}`, data.subarray(0, data.length - 1))).toBe(refused);
  });
});

/** A PNG of this size whose picture is nothing but zeros. */
function pngOf(width: number, height: number, zeros = Buffer.alloc(64)): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const body = concat(type, content);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(body));
    return concat(length, body, sum);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6], 8);
  return concat(
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(zeros)),
    chunk('IEND', Buffer.alloc(0)),
  );
}

/** The size of a JPEG's frame, written anew. */
function resized(data: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(data);
  const frame = copy.indexOf(Buffer.from([0xff, 0xc0]));
  copy.writeUInt16BE(height, frame + 5);
  copy.writeUInt16BE(width, frame + 7);
  return copy;
}

describe('what costs more than it weighs', () => {
  it('is refused before it costs', async () => {
    const bombs: [string, Buffer][] = [
      ['a.png', pngOf(60_000, 60_000)],
      ['a.png', pngOf(0xffffffff, 0xffffffff)],
      ['a.png', pngOf(7200, 7200)], // 207 MB decoded
      ['a.jpg', resized(await aJpeg(), 65_535, 65_535)],
      ['a.docx', aZip([...docxEntries(), { name: 'word/a.xml', content: Buffer.alloc(160_000_000) }])],
      ['a.docx', aZip([...docxEntries(), { name: 'word/a.xml', content: Buffer.alloc(40_000_000) }])],
      [
        'a.docx',
        aZip([
          ...docxEntries(),
          { name: 'a.xml', content: Buffer.alloc(5_000_000), claims: { unpacked: 9 } },
        ]),
      ],
      ['a.docx', aZip(Array.from({ length: 5_000 }, (_, index) => ({ name: `${index}.xml`, content: '' })))],
    ];
    for (const [name, data] of bombs) {
      const since = performance.now();
      expect(await check(name, data)).toBe(refused);
      expect(performance.now() - since).toBeLessThan(3_000);
    }
  });

  it('is no archive whose entries share their bytes', async () => {
    const [types, rels, ...more] = docxEntries();
    const shared = aZip([
      types!,
      rels!,
      ...more,
      { ...more[0]!, name: 'word/documenu.xml', claims: { at: 0 } },
    ]);
    expect(await check('a.docx', shared)).toBe(refused);
  });
});

describe('a file that is not what it says', () => {
  it.each([
    ['a.exe', concat('MZ\x90\0')],
    ['a.svg', concat(svg)],
    ['a.html', concat(html)],
    ['a.zip', aZip(docxEntries())],
    ['a.docm', aDocx()],
    ['a.pdf.exe', aPdf()],
    ['a.pdf.', aPdf()],
    ['pdf', aPdf()],
    ['a.pdf ', aPdf()],
    ['a.__proto__', aPdf()],
    ['a.constructor', aPdf()],
  ])('%s has an extension that is not taken', async (name, data) => {
    const { cleanFileName } = await import('./names.ts');
    const result = await check(name, data);
    // Blanks and dots at the end are no part of the cleaned name, which is what is looked at.
    expect(result).toBe(refused);
    expect(cleanFileName(name)).not.toMatch(/[ .]$/);
  });

  it.each([
    ['a.png', concat(svg)],
    ['a.png', concat(html)],
    ['a.jpg', concat(html)],
    ['a.jpg', concat('GIF89a')],
    ['a.pdf', concat(html)],
    ['a.doc', concat('{\\rtf1}')],
    ['a.doc', concat(html)],
    ['a.docx', concat('PK\x03\x04')],
    ['a.pdf', Buffer.alloc(1)],
    ['a.doc', Buffer.alloc(600)],
    ['a.docx', Buffer.alloc(22)],
    ['a.doc', aDocx()],
    ['a.docx', aDoc()],
    ['a.pdf', aDocx()],
    ['a.docx', aPdf()],
  ])('%s with other content is refused', async (name, data) => {
    expect(await check(name, data)).toBe(refused);
  });

  it('is refused under every extension but its own', async () => {
    const all = {
      pdf: aPdf(),
      png: await aPng(),
      jpg: await aJpeg(),
      doc: aDoc(),
      docx: aDocx(),
    };
    for (const [kind, data] of Object.entries(all)) {
      for (const extension of Object.keys(all).filter((name) => name !== kind)) {
        expect(await check(`a.${extension}`, data)).toBe(refused);
      }
    }
  });
});

describe('a file that is two things at once', () => {
  const zip = aZip(docxEntries());

  it.each([
    ['a PDF after something else', 'a.pdf', concat(html, '\n', aPdf())],
    ['a PDF before something else', 'a.pdf', concat(aPdf(), html)],
    ['a PDF before an archive', 'a.pdf', concat(aPdf(), zip)],
    ['an archive whose comment ends as a PDF', 'a.pdf', concat('%PDF-1.4\n', zip, '\nstartxref\n0\n%%EOF')],
    ['a Word file before an archive', 'a.doc', concat(aDoc(), zip)],
    ['an archive after something else', 'a.docx', concat('MZ', zip)],
    ['an archive before something else', 'a.docx', concat(zip, html)],
    ['an archive with something between', 'a.docx', between(zip, html.repeat(3))],
  ])('%s is refused', async (_, name, data) => {
    expect(await check(name, data)).toBe(refused);
  });

  it('may have a comment of an archive, as long as it is declared', async () => {
    expect(await check('a.docx', aZip(docxEntries(), { comment: 'made by a tool' }))).toMatchObject({
      content_type: expect.any(String),
    });
  });
});

/** Bytes between the entries and the directory of an archive, which points at itself rightly. */
function between(zip: Buffer, text: string): Buffer {
  const copy = Buffer.from(zip);
  const directory = copy.readUInt32LE(copy.length - 6);
  copy.writeUInt32LE(directory + text.length, copy.length - 6);
  return concat(copy.subarray(0, directory), text, copy.subarray(directory));
}

describe('a document with macros', () => {
  const MACRO = 'application/vnd.ms-word.document.macroEnabled.main+xml';

  it.each([
    ['declared as such', aZip(docxEntries('', MACRO))],
    ['that hides them', aZip([...docxEntries(), { name: 'word/vbaProject.bin', content: 'x' }])],
    ['that hides them in capitals', aZip([...docxEntries(), { name: 'WORD/VBAPROJECT.BIN', content: 'x' }])],
    ['that has controls', aZip([...docxEntries(), { name: 'word/activeX/activeX1.bin', content: 'x' }])],
  ])('%s is refused as docx', async (_, data) => {
    expect(await check('letter.docx', data)).toBe(refused);
  });

  it.each(['Macros', '_VBA_PROJECT', 'VBA', 'EncryptedPackage'])(
    'with %s is refused as doc',
    async (name) => {
      const nodes = [
        { name: 'WordDocument', content: wordStream() },
        { name, type: 1 },
      ];
      expect(await check('letter.doc', aCompoundFile(nodes))).toBe(refused);
    },
  );

  it('is not every compound file', async () => {
    expect(await check('a.doc', aCompoundFile([{ name: 'Workbook', content: wordStream() }]))).toBe(refused);
    expect(await check('a.doc', aCompoundFile([{ name: 'WordDocument', content: wordStream(0) }]))).toBe(
      refused,
    );
  });
});

describe('an archive', () => {
  const including = (entry: Parameters<typeof aZip>[0][number]) => aZip([...docxEntries(), entry]);

  it.each([
    ['without the list of its types', aZip(docxEntries().slice(1))],
    ['with two lists of its types', aZip([docxEntries()[0]!, ...docxEntries()])],
    ['that leads out of itself', including({ name: '../../etc/passwd', content: 'x' })],
    ['with an absolute path', including({ name: '/etc/passwd', content: 'x' })],
    ['with a path of Windows', including({ name: 'C:\\a', content: 'x' })],
    ['with NUL in a name', including({ name: 'a\0b', content: 'x' })],
    ['with names that differ in case alone', including({ name: 'WORD/document.xml', content: 'x' })],
    ['that is encrypted', including({ name: 'a', content: 'x', claims: { flags: 1 } })],
    ['packed in another way', including({ name: 'a', content: 'x', claims: { method: 12 } })],
    ['with a wrong sum', including({ name: 'a', content: 'x', claims: { crc: 1 } })],
    ['that promises less than there is', including({ name: 'a', content: 'xxxx', claims: { unpacked: 2 } })],
    ['that promises more than there is', including({ name: 'a', content: 'xxxx', claims: { unpacked: 9 } })],
    [
      'that is a spreadsheet',
      aZip(docxEntries('', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml')),
    ],
  ])('%s is refused', async (_, data) => {
    expect(await check('a.docx', data)).toBe(refused);
  });
});

describe('whatever the bytes', () => {
  it('the answer is yes or no, and nothing stays on the disk', async () => {
    const sound = { pdf: aPdf(), png: await aPng(), jpg: await aJpeg(), doc: aDoc(), docx: aDocx() };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(sound)),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (kind, bites, length) => {
          const whole = sound[kind as keyof typeof sound];
          const data = Buffer.from(whole.subarray(0, Math.ceil(whole.length * Math.max(length, 0.5))));
          for (const [place, value] of bites) data[Math.floor(place * (data.length - 1))] = value;
          const result = await check(`a.${kind}`, data);
          expect(typeof result === 'string' ? result : 'kept').toMatch(/^(kept|file_not_accepted)$/);
        },
      ),
      { numRuns: 300 },
    );
    expect(await readdir(folder)).toEqual([]);
  }, 60_000);
});
