/** An image without what it says of people, byte by byte as it was where it is seen. */
export interface StrippedImage {
  width: number;
  height: number;
  bits_per_pixel: number;
  /** In order; joined they are the file. */
  parts: Buffer[];
}

const MOST_SCANS = 100;
/** Frames that browsers show: baseline, extended, progressive (ITU-T T.81, B.1.1.3). */
const FRAMES = [0xc0, 0xc1, 0xc2];
/** Tables, restart interval. */
const KEPT = [0xc4, 0xdb, 0xdd];

/**
 * Takes out of a JPEG file everything but the picture, its colours and its orientation: location, device, author,
 * comments, thumbnails, further pictures, whatever follows its end. The compressed picture is not touched.
 * @param orientation 1–8 (Exif 2.32, tag 0x0112)
 * @returns undefined when the file is not as ITU-T T.81 says
 */
export function stripJpeg(data: Buffer, orientation: number): StrippedImage | undefined {
  if (data.length < 4 || data.readUInt16BE(0) !== 0xffd8) return undefined;
  const parts = [data.subarray(0, 2)];
  let size: Omit<StrippedImage, 'parts'> | undefined;
  let scans = 0;
  let at = 2;
  const orient = () => {
    if (orientation > 1) parts.push(orientationSegment(orientation));
    orientation = 1;
  };
  for (;;) {
    while (data[at] === 0xff && data[at + 1] === 0xff) at += 1; // fill bytes
    if (data[at] !== 0xff) return undefined;
    const marker = data[at + 1]!;
    if (marker === 0xd9) {
      parts.push(data.subarray(at, at + 2));
      return size && scans > 0 ? { ...size, parts } : undefined;
    }
    const length = at + 4 <= data.length ? data.readUInt16BE(at + 2) : 0;
    const end = at + 2 + length;
    if (length < 2 || end > data.length) return undefined;
    const segment = data.subarray(at, end);
    if (marker === 0xe0) parts.push(...jfif(segment));
    else if (isColour(marker, segment) || KEPT.includes(marker)) {
      orient();
      parts.push(segment);
    } else if (FRAMES.includes(marker)) {
      if (size || length < 8) return undefined;
      orient();
      size = frameSize(segment);
      parts.push(segment);
    } else if (marker === 0xda) {
      scans += 1;
      if (!size || scans > MOST_SCANS) return undefined;
      const scanEnd = endOfScan(data, end);
      if (scanEnd === undefined) return undefined;
      parts.push(data.subarray(at, scanEnd));
      at = scanEnd;
      continue;
    } else if (!isDropped(marker)) return undefined;
    at = end;
  }
}

/** Where the next marker is that is not part of the compressed data. */
function endOfScan(data: Buffer, from: number): number | undefined {
  for (let at = data.indexOf(0xff, from); at >= 0 && at + 1 < data.length; at = data.indexOf(0xff, at + 1)) {
    const next = data[at + 1]!;
    const isData = next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7);
    if (!isData) return at;
  }
  return undefined;
}

function frameSize(segment: Buffer): Omit<StrippedImage, 'parts'> {
  const [bits, components] = [segment[4]!, segment[9]!];
  return {
    height: segment.readUInt16BE(5),
    width: segment.readUInt16BE(7),
    bits_per_pixel: bits * components,
  };
}

/** Its density, without the thumbnail that it may carry. */
function jfif(segment: Buffer): Buffer[] {
  if (segment.length < 18 || segment.toString('latin1', 4, 9) !== 'JFIF\0') return [];
  const plain = Buffer.from(segment.subarray(0, 18));
  plain.writeUInt16BE(16, 2);
  plain.writeUInt16BE(0, 16);
  return [plain];
}

/** Colour profile; how Adobe's programs have turned the colours. */
function isColour(marker: number, segment: Buffer): boolean {
  if (marker === 0xe2) return segment.toString('latin1', 4, 16) === 'ICC_PROFILE\0';
  return marker === 0xee && segment.toString('latin1', 4, 9) === 'Adobe';
}

/** Application data and comments. */
function isDropped(marker: number): boolean {
  return (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
}

/** TIFF with the one entry that says how the picture is to be held. */
export function orientationTiff(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x0112, 10);
  tiff.writeUInt16LE(3, 12); // SHORT
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(orientation, 18);
  return tiff;
}

function orientationSegment(orientation: number): Buffer {
  const tiff = orientationTiff(orientation);
  const head = Buffer.from([0xff, 0xe1, 0, 8 + tiff.length]);
  return Buffer.concat([head, Buffer.from('Exif\0\0', 'latin1'), tiff]);
}
