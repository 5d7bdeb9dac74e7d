import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../config.ts';
import { parseFilesUrl } from './location.ts';
import { FileMissing, FileStoreUnavailable, newFileKey, openFileStore, type FileStore } from './store.ts';

let folder = '';
let s3: S3rver;
let s3Host = '';
const stores = {} as Record<'disk' | 'bucket' | 'bucket with a prefix', FileStore>;

const open = (url: string) => openFileStore(parseFilesUrl(url)!);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etiba-store-'));
  const directory = join(folder, 's3');
  await mkdir(directory);
  const configureBuckets = [{ name: 'clinic', configs: [] }];
  s3 = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets });
  const { port } = await s3.run();
  s3Host = `127.0.0.1:${port}`;
  stores.disk = await open(`file://${join(folder, 'disk')}`);
  stores.bucket = await open(`s3://S3RVER:S3RVER@${s3Host}/clinic?tls=off`);
  stores['bucket with a prefix'] = await open(`s3://S3RVER:S3RVER@${s3Host}/clinic/etiba/files?tls=off`);
});
afterAll(async () => {
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

const read = (store: FileStore, key: string) => buffer(store.get(key));

async function keysOf(store: FileStore): Promise<string[]> {
  const keys = [];
  for await (const { key } of store.list()) keys.push(key);
  return keys.sort();
}

describe.each(['disk', 'bucket with a prefix', 'bucket'] as const)('a %s', (name) => {
  it('gives back what it was given, byte for byte, also in chunks that are not even', async () => {
    const store = stores[name];
    await store.check();
    for (const size of [1, 65_536, 300_000, 3_000_001]) {
      const data = Buffer.from(Uint8Array.from({ length: size }, (_, index) => index * 7));
      const key = newFileKey();
      const chunks = [data.subarray(0, 10), data.subarray(10, 70_000), data.subarray(70_000)];
      await store.put(key, Readable.from(chunks, { objectMode: false }), size);
      expect((await read(store, key)).equals(data)).toBe(true);
      await store.delete(key);
    }
  });

  it('lists what it has, with its time', async () => {
    const store = stores[name];
    expect(await keysOf(store)).toEqual([]);
    const keys = [newFileKey(), newFileKey(), newFileKey()].sort();
    const since = Date.now();
    for (const key of keys) await store.put(key, Readable.from([Buffer.from('x')]), 1);
    expect(await keysOf(store)).toEqual(keys);
    for await (const file of store.list()) {
      expect(await file.modified_at()).toBeGreaterThan(since - 5_000);
      await store.delete(file.key);
      await store.delete(file.key);
    }
    expect(await keysOf(store)).toEqual([]);
  });

  it('says that a file is missing, and not that it is away', async () => {
    await expect(read(stores[name], newFileKey())).rejects.toThrow(FileMissing);
  });
});

describe('a disk', () => {
  it('is open to its owner alone', async () => {
    const key = newFileKey();
    await stores.disk.put(key, Readable.from([Buffer.from('x')]), 1);
    for (const place of ['', key.slice(0, 2)]) {
      expect((await stat(join(folder, 'disk', place))).mode & 0o077).toBe(0);
    }
    expect(key).toMatch(/^([\da-f]{2})\/\1[\da-f]{30}$/);
    await stores.disk.delete(key);
  });

  it('keeps nothing of a file whose source ends early', async () => {
    const broken = async function* () {
      yield Buffer.from('half');
      throw new Error('cut');
    };
    const key = newFileKey();
    await expect(stores.disk.put(key, Readable.from(broken()), 8)).rejects.toThrow(FileStoreUnavailable);
    expect(await keysOf(stores.disk)).toEqual([]);
  });

  it('that cannot be written to stops the start and names the variable', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const store = await open(`file://${file}`);
    await expect(store.check()).rejects.toThrow(
      new ConfigError('FILES_URL', 'its folder cannot be written to (ENOTDIR)'),
    );
  });
});

describe('a bucket', () => {
  it('that is not there stops the start and names the variable', async () => {
    const store = await open(`s3://S3RVER:S3RVER@${s3Host}/nothing?tls=off`);
    await expect(store.check()).rejects.toThrow(/^FILES_URL: its bucket cannot be used \(NoSuchBucket\)/);
  });

  it('that does not answer is away, which may pass', async () => {
    const store = await open('s3://a:b@127.0.0.1:9/nothing?tls=off');
    await expect(store.check()).rejects.toThrow(FileStoreUnavailable);
    await expect(store.put(newFileKey(), Readable.from([Buffer.from('x')]), 1)).rejects.toThrow(
      FileStoreUnavailable,
    );
    await expect(read(store, newFileKey())).rejects.toThrow(FileStoreUnavailable);
    await expect(store.delete(newFileKey())).rejects.toThrow(FileStoreUnavailable);
    await expect(keysOf(store)).rejects.toThrow(FileStoreUnavailable);
  });

  it('is asked for with the region, the key and the body that AWS expects', async () => {
    const seen: Record<string, unknown>[] = [];
    const server: Server = createServer((request, response) => {
      const { method, url, headers } = request;
      seen.push({ method, url, ...headers });
      request.resume().on('end', () => response.end());
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const store = await open(`s3://KEY:a%2Fb%2Bc@127.0.0.1:${port}/clinic/x?tls=off&region=eu-west-1`);
    await store.put('ab/cd', Readable.from([Buffer.from('hello')]), 5);
    expect(seen[0]).toMatchObject({
      method: 'PUT',
      url: '/clinic/x/ab/cd?x-id=PutObject',
      'content-length': '5',
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=KEY\/\d+\/eu-west-1\/s3\//),
    });
    expect(seen[0]).not.toHaveProperty('x-amz-acl');
    expect(JSON.stringify(seen)).not.toContain('aws-chunked');
    server.close();
  });
});

describe('FILES_URL', () => {
  it.each([
    ['file:///srv/etiba', { kind: 'disk', folder: '/srv/etiba' }],
    ['file:///srv/with%20blank', { kind: 'disk', folder: '/srv/with blank' }],
    [
      's3://AK:s%2Fk@s3.example.org:9000/clinic/a/b?region=eu-west-1&tls=off&path_style=off&checksums=on',
      {
        kind: 's3',
        endpoint: 'http://s3.example.org:9000',
        bucket: 'clinic',
        prefix: 'a/b',
        region: 'eu-west-1',
        credentials: { accessKeyId: 'AK', secretAccessKey: 's/k' },
        path_style: false,
        checksums: true,
      },
    ],
    [
      's3://s3.example.org/clinic/',
      {
        kind: 's3',
        endpoint: 'https://s3.example.org',
        bucket: 'clinic',
        prefix: '',
        region: 'us-east-1',
        credentials: undefined,
        path_style: true,
        checksums: false,
      },
    ],
  ])('%s is understood', (value, location) => {
    expect(parseFilesUrl(value)).toEqual(location);
  });

  it.each([
    'data/files',
    '/srv/etiba',
    'file://host/srv',
    'file:///',
    'file:///a%00b',
    'http://s3.example.org/clinic',
    's3://s3.example.org',
    's3://s3.example.org/',
    's3://s3.example.org/Upper',
    's3:///clinic',
    's3://key@s3.example.org/clinic',
    's3://k:%zz@s3.example.org/clinic',
    's3://s3.example.org/clinic/../x y',
    's3://s3.example.org/clinic?tls=maybe',
    's3://s3.example.org/clinic?regoin=x',
    's3://s3.example.org/clinic#x',
  ])('%s is not', (value) => {
    expect(parseFilesUrl(value)).toBeUndefined();
  });
});
