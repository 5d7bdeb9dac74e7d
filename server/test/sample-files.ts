import sharp from 'sharp';
import { crc32, deflateRawSync } from 'node:zlib';

// Small sound files of each kind, and the means to make unsound ones.

export function aPdf(text = 'Result: normal'): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + table + trailer, 'latin1');
}

export interface ZipEntry {
  name: string;
  content: Buffer | string;
  /** What the directory says instead of the truth. */
  claims?: { unpacked?: number; crc?: number; flags?: number; method?: number; at?: number };
  store?: boolean;
}

export function aZip(entries: ZipEntry[], { comment = '' } = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, claims = {}, store = false } of entries) {
    const plain = Buffer.from(content as string);
    const packed = store ? plain : deflateRawSync(plain);
    const bytes = Buffer.from(name);
    const record = Buffer.alloc(26);
    record.writeUInt16LE(20, 0);
    record.writeUInt16LE(claims.flags ?? 0, 2);
    record.writeUInt16LE(claims.method ?? (store ? 0 : 8), 4);
    record.writeUInt32LE(claims.crc ?? crc32(plain), 10);
    record.writeUInt32LE(packed.length, 14);
    record.writeUInt32LE(claims.unpacked ?? plain.length, 18);
    record.writeUInt16LE(bytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), record, bytes, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(claims.at ?? at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), record, tail, bytes);
    locals.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...locals, listed, end, Buffer.from(comment, 'latin1')]);
}

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';

/** @param type of the main part */
export function docxEntries(text = 'Dear colleague', type = WORD): ZipEntry[] {
  const types =
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Override PartName="/word/document.xml" ContentType="${type}"/></Types>`;
  return [
    { name: '[Content_Types].xml', content: types },
    { name: '_rels/.rels', content: '<Relationships/>' },
    { name: 'word/document.xml', content: `<w:document><w:body>${text}</w:body></w:document>` },
  ];
}

export const aDocx = (text?: string): Buffer => aZip(docxEntries(text));

/** A compound file ([MS-CFB], version 3) with these streams and storages. */
export function aCompoundFile(nodes: { name: string; type?: number; content?: Buffer }[]): Buffer {
  const sector = 512;
  const FREE = 0xffffffff;
  const END = 0xfffffffe;
  const table = Array<number>(128).fill(FREE);
  table[0] = 0xfffffffd; // the table itself
  table[1] = END; // the directory, one sector
  let next = 2;
  const bodies: Buffer[] = [];
  const place = (content: Buffer) => {
    const count = Math.ceil(content.length / sector);
    for (let index = 0; index < count; index += 1) {
      table[next + index] = index === count - 1 ? END : next + index + 1;
    }
    bodies.push(content, Buffer.alloc(count * sector - content.length));
    const start = next;
    next += count;
    return start;
  };
  const directory = Buffer.concat([
    directoryEntry('Root Entry', 5, END, 0),
    ...nodes.map(({ name, type = 2, content }) =>
      directoryEntry(name, type, content ? place(content) : 0, content?.length ?? 0),
    ),
  ]);
  const header = Buffer.alloc(sector, 0xff);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  header.fill(0, 8, 24);
  for (const [at, value] of [
    [24, 0x3e],
    [26, 3],
    [28, 0xfffe],
    [30, 9],
    [32, 6],
  ] as const) {
    header.writeUInt16LE(value, at);
  }
  header.fill(0, 34, 44);
  for (const [at, value] of [
    [44, 1],
    [48, 1],
    [52, 0],
    [56, 4096],
    [60, END],
    [64, 0],
    [68, END],
    [72, 0],
    [76, 0],
  ] as const) {
    header.writeUInt32LE(value, at);
  }
  const fat = Buffer.alloc(sector);
  for (const [index, value] of table.entries()) fat.writeUInt32LE(value, index * 4);
  const room = Buffer.alloc(sector);
  directory.copy(room);
  return Buffer.concat([header, fat, room, ...bodies]);
}

function directoryEntry(name: string, type: number, start: number, size: number): Buffer {
  const entry = Buffer.alloc(128);
  entry.write(name, 'utf16le');
  entry.writeUInt16LE((name.length + 1) * 2, 64);
  entry[66] = type;
  entry.writeUInt32LE(start, 116);
  entry.writeUInt32LE(size, 120);
  return entry;
}

export function wordStream(begin = 0xa5ec): Buffer {
  const stream = Buffer.alloc(4096);
  stream.writeUInt16LE(begin, 0);
  return stream;
}

export const aDoc = (): Buffer =>
  aCompoundFile([
    { name: 'WordDocument', content: wordStream() },
    { name: '1Table', content: Buffer.alloc(4096) },
  ]);

const CANARY = 'Canary Kimani';

/** Exif that says who, where and with what, and that the picture lies on its side. */
const exif = {
  IFD0: { Artist: CANARY, Copyright: CANARY, Model: CANARY },
  IFD3: {
    GPSLatitudeRef: 'S',
    GPSLatitude: '1/1 17/1 0/1',
    GPSLongitudeRef: 'E',
    GPSLongitude: '36/1 49/1 0/1',
  },
};

interface PictureOptions {
  width?: number;
  height?: number;
  orientation?: number;
  progressive?: boolean;
}

function aPicture({ width = 60, height = 40, orientation = 6 }: PictureOptions) {
  // The left half red, the right half blue: so turning shows.
  const half = { width: Math.floor(width / 2), height, channels: 3 as const, background: '#0000ff' };
  return sharp({ create: { width, height, channels: 3, background: '#ff0000' } })
    .composite([{ input: { create: half }, left: Math.ceil(width / 2), top: 0 }])
    .withIccProfile('p3')
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${CANARY}</x:xmpmeta>`)
    .withExifMerge(exif)
    .withMetadata({ orientation });
}

export function aJpeg(options: PictureOptions = {}): Promise<Buffer> {
  return aPicture(options)
    .jpeg({ quality: 90, progressive: options.progressive ?? false })
    .toBuffer();
}

export function aPng(options: PictureOptions = {}): Promise<Buffer> {
  return aPicture(options)
    .png({ progressive: options.progressive ?? false })
    .toBuffer();
}

/** What must be gone from an image. */
export { CANARY };
