import sharp from 'sharp';
import { stripJpeg, type StrippedImage } from './jpeg.ts';
import { stripPng } from './png.ts';

/** A photograph of 50 megapixels is fine; what one decodes to must fit beside others in memory. */
const MOST_PIXELS = 50_000_000;
const MOST_DECODED_BYTES = 200_000_000;
const LONGEST_SIDE = 65_535;
/** Seconds. */
const DECODING_TIME = 20;
/** Pixels of a thumbnail's longer side. */
const THUMBNAIL = 400;

sharp.cache(false); // every image is seen once
sharp.concurrency(1);

export interface CleanImage {
  /** In order; joined they are the file. */
  parts: Buffer[];
  /** JPEG, upright, in sRGB. */
  thumbnail: Buffer;
}

/**
 * Makes an image ready to be kept: without location, device and author, otherwise bit for bit as it came, because
 * findings are read from it. The whole picture is decoded once, to see that it is one and to make the thumbnail.
 * @returns undefined when it is no such image, damaged, cut short, or unreasonably large
 */
export async function cleanImage(type: 'jpeg' | 'png', data: Buffer): Promise<CleanImage | undefined> {
  const strip = type === 'jpeg' ? stripJpeg : stripPng;
  const plain = strip(data, 1);
  if (!plain || !isReasonable(plain)) return undefined;
  const image = strip(data, await orientationOf(data));
  const thumbnail = image && (await makeThumbnail(Buffer.concat(image.parts)));
  return thumbnail && { parts: image.parts, thumbnail };
}

function isReasonable({ width, height, bits_per_pixel }: StrippedImage): boolean {
  const pixels = width * height;
  const isPossible = width > 0 && height > 0 && width <= LONGEST_SIDE && height <= LONGEST_SIDE;
  return isPossible && pixels <= MOST_PIXELS && (pixels * bits_per_pixel) / 8 <= MOST_DECODED_BYTES;
}

/** Read from the header; nothing is decoded. */
async function orientationOf(data: Buffer): Promise<number> {
  try {
    const { orientation = 1 } = await sharp(data, { limitInputPixels: MOST_PIXELS }).metadata();
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  } catch {
    return 1; // an unreadable note, or no image: decoding tells
  }
}

async function makeThumbnail(data: Buffer): Promise<Buffer | undefined> {
  try {
    return await sharp(data, { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true })
      .autoOrient()
      .resize(THUMBNAIL, THUMBNAIL, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .jpeg({ quality: 78 })
      .timeout({ seconds: DECODING_TIME })
      .toBuffer();
  } catch {
    return undefined; // sharp's errors all speak of the input
  }
}
