import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { FastifyReply } from 'fastify';

/** An answer that is a file to be saved, not a resource; nothing that a browser shows or runs. */
export class Download {
  readonly file_name: string;
  readonly media_type: string;
  readonly body: Readable;
  /** Bytes, where they are known before. */
  readonly size: number | undefined;

  /**
   * @param file_name as it is offered for saving: made by us, or a person's made harmless by `cleanFileName`
   * @param body bytes or text, also in pieces; read as fast as the client takes it
   */
  constructor(
    file_name: string,
    media_type: string,
    body: Buffer | Readable | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
    size?: number,
  ) {
    this.file_name = file_name;
    this.media_type = media_type;
    this.body = body instanceof Readable ? body : Readable.from(body);
    this.size = Buffer.isBuffer(body) ? body.length : size;
  }
}

/** What a route answers that has nothing but downloads, for its schema. */
export const FileAnswer = Type.Unsafe<Download>({ type: 'string', format: 'binary' });

/** No script, no frame, no guess at another type: a file is never of this site (OWASP ASVS 5.0, 5.4). */
export function sendDownload(
  reply: FastifyReply,
  { file_name, media_type, body, size }: Download,
): FastifyReply {
  reply.headers({
    'content-type': media_type,
    'content-disposition': contentDisposition(file_name),
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    ...(size !== undefined && { 'content-length': size }),
  });
  return reply.send(body);
}

/** RFC 6266 with the extended form of RFC 8187, and a name in ASCII for whoever does not know that. */
export function contentDisposition(filename: string): string {
  const plain = filename
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|["\\%]/g, '_');
  if (plain === filename) return `attachment; filename="${plain}"`;
  const extended = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain || 'file'}"; filename*=UTF-8''${extended}`;
}
