import { crc32 } from 'node:zlib';
import { orientationTiff, type StrippedImage } from './jpeg.ts';

const SIGNATURE = '89504e470d0a1a0a';
/** Colour, transparency and density; texts, times, animations and what is private go. */
const KEPT = [
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'cICP',
  'sBIT',
  'pHYs',
  'bKGD',
];
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const MOST_CHUNKS = 20_000;

/**
 * Takes out of a PNG file everything but the picture, its colours and its orientation, as `stripJpeg` does.
 * @param orientation 1–8 (Exif 2.32, tag 0x0112)
 * @returns undefined when the file is not as ISO/IEC 15948 says
 */
export function stripPng(data: Buffer, orientation: number): StrippedImage | undefined {
  if (data.toString('hex', 0, 8) !== SIGNATURE) return undefined;
  const parts = [data.subarray(0, 8)];
  let size: Omit<StrippedImage, 'parts'> | undefined;
  let hasPicture = false;
  let at = 8;
  for (let count = 0; count < MOST_CHUNKS; count += 1) {
    if (at + 12 > data.length) return undefined;
    const end = at + 12 + data.readUInt32BE(at);
    if (end > data.length) return undefined;
    const type = data.toString('latin1', at + 4, at + 8);
    if (data.readUInt32BE(end - 4) !== crc32(data.subarray(at + 4, end - 4))) return undefined;
    if ((count === 0) !== (type === 'IHDR')) return undefined;
    if (type === 'IHDR') {
      size = headerSize(data.subarray(at + 8, end - 4));
      if (!size) return undefined;
    }
    if (type === 'IDAT' && !hasPicture) {
      hasPicture = true;
      if (orientation > 1) parts.push(chunk('eXIf', orientationTiff(orientation)));
    }
    const isKept = KEPT.includes(type);
    const isCritical = /^[A-Z]/.test(type);
    if (isKept) parts.push(data.subarray(at, end));
    else if (isCritical) return undefined;
    if (type === 'IEND') return size && hasPicture ? { ...size, parts } : undefined;
    at = end;
  }
  return undefined;
}

function headerSize(header: Buffer): Omit<StrippedImage, 'parts'> | undefined {
  const channels = header.length === 13 ? CHANNELS[header[9]!] : undefined;
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(header[8]!)) return undefined;
  return {
    width: header.readUInt32BE(0),
    height: header.readUInt32BE(4),
    bits_per_pixel: Math.max(8, header[8]!) * channels,
  };
}

function chunk(type: string, content: Buffer): Buffer {
  const whole = Buffer.alloc(12 + content.length);
  whole.writeUInt32BE(content.length, 0);
  whole.write(type, 4, 'latin1');
  content.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + content.length)), 8 + content.length);
  return whole;
}
