import { randomBytes } from 'node:crypto';

export interface FormPart {
  name: string;
  content: Buffer | string;
  /** Makes it a file. */
  filename?: string;
}

/** `multipart/form-data` (RFC 7578) as a browser sends it, for `inject` or a socket. */
export function aForm(parts: FormPart[]): { headers: { 'content-type': string }; payload: Buffer } {
  const boundary = `----etiba${randomBytes(8).toString('hex')}`;
  const chunks = parts.flatMap(({ name, content, filename }) => {
    const named = filename === undefined ? '' : `; filename="${filename.replaceAll('"', '%22')}"`;
    const type = filename === undefined ? '' : '\r\nContent-Type: application/octet-stream';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${named}${type}\r\n\r\n`;
    return [Buffer.from(head), Buffer.from(content as string), Buffer.from('\r\n')];
  });
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/** A body with `file` as the form that a client makes of it; what is no object is sent as it is. */
export function asForm(body: unknown, file: Buffer): ReturnType<typeof aForm> {
  const form = aForm(
    Object.entries(Object(body) as object).map(([name, value]) => {
      const word = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
      if (name !== 'file') return { name, content: word };
      return { name, filename: word, content: file };
    }),
  );
  return typeof body === 'object' ? form : { ...form, payload: Buffer.from(JSON.stringify(body) ?? '') };
}
