import { fileURLToPath } from 'node:url';

/** Where files lie: a folder, or a bucket of an S3-compatible store. */
export type FilesLocation =
  | { kind: 'disk'; folder: string }
  | {
      kind: 's3';
      endpoint: string;
      bucket: string;
      /** Without slashes at its ends; empty: the bucket's root. */
      prefix: string;
      region: string;
      /** Undefined: what the AWS SDK finds by itself, such as the role of the machine. */
      credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
      /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. */
      path_style: boolean;
      /** Checksums as AWS has asked for since 2025; many other stores keep such bodies damaged. */
      checksums: boolean;
    };

const OPTIONS = ['region', 'tls', 'path_style', 'checksums'];

/**
 * Reads `file:///folder` or `s3://KEY:SECRET@host:port/bucket/prefix?region=…&tls=off&path_style=off&checksums=on`.
 * @returns undefined for anything else
 */
export function parseFilesUrl(value: string): FilesLocation | undefined {
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  if (url.protocol === 'file:') return diskAt(url);
  return url.protocol === 's3:' ? bucketAt(url) : undefined;
}

function diskAt(url: URL): FilesLocation | undefined {
  const isPlain = url.hostname === '' && url.search === '' && url.hash === '';
  try {
    const folder = fileURLToPath(url);
    return isPlain && folder !== '/' && !/\p{Cc}/u.test(folder) ? { kind: 'disk', folder } : undefined;
  } catch {
    return undefined;
  }
}

function bucketAt(url: URL): FilesLocation | undefined {
  const [bucket = '', ...folders] = url.pathname.slice(1).replace(/\/$/, '').split('/');
  const isNamed = url.hostname !== '' && /^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/.test(bucket) && url.hash === '';
  const isKnown = [...url.searchParams.keys()].every((name) => OPTIONS.includes(name));
  const [tls, path_style, checksums] = [
    flag(url, 'tls', true),
    flag(url, 'path_style', true),
    flag(url, 'checksums', false),
  ];
  const hasCredentials = (url.username === '') === (url.password === '');
  if (!isNamed || !isKnown || !hasCredentials || !folders.every((name) => /^[\w-]+$/.test(name))) {
    return undefined;
  }
  if (tls === undefined || path_style === undefined || checksums === undefined) return undefined;
  const credentials = credentialsIn(url);
  if (credentials === 'unreadable') return undefined;
  return {
    kind: 's3',
    endpoint: `${tls ? 'https' : 'http'}://${url.host}`,
    bucket,
    prefix: folders.join('/'),
    region: url.searchParams.get('region') ?? 'us-east-1',
    credentials,
    path_style,
    checksums,
  };
}

function credentialsIn({ username, password }: URL) {
  if (username === '') return undefined;
  try {
    return { accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password) };
  } catch {
    return 'unreadable';
  }
}

function flag(url: URL, name: string, fallback: boolean): boolean | undefined {
  const value = url.searchParams.get(name);
  if (value === null) return fallback;
  return value === 'on' ? true : value === 'off' ? false : undefined;
}
