import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { createHmac } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { useEtiba } from '../../../test/harness.ts';
import { deriveKeys } from '../secrets.ts';

const etiba = useEtiba();

const me = (access: string) => etiba.as({ access }).get('/api/auth/me/');
const seconds = () => Math.floor(etiba.clock.now() / 1000);
const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

interface Claims {
  sid?: unknown;
  iss?: string;
  aud?: string;
  iat?: number;
  exp?: number;
  [more: string]: unknown;
}

/** A token as we make it, but for what is said. */
async function aToken(
  sid: string,
  claims: Claims = {},
  header: Record<string, unknown> = {},
  key: Uint8Array = etiba.deps.keys.access_token,
) {
  const payload = { sid, iss: 'etiba', aud: 'etiba', iat: seconds(), exp: seconds() + 600, ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header }).sign(key);
}

async function aSession() {
  const patient = await etiba.aPatient();
  return { ...patient, sid: patient.refresh.split('.')[0]! };
}

describe('an access token', () => {
  it('as we make it is accepted', async () => {
    const { sid, user_id } = await aSession();
    expect(await me(await aToken(sid))).toMatchObject({ status: 200, body: { id: user_id } });
  });

  const forgeries: [string, (sid: string, genuine: string) => Promise<string> | string][] = [
    [
      'without a signature',
      (sid) =>
        new UnsecuredJWT({ sid, iss: 'etiba', aud: 'etiba', iat: seconds(), exp: seconds() + 600 }).encode(),
    ],
    [
      'whose header says "none"',
      (_, genuine) => `${encode({ alg: 'none', typ: 'at+jwt' })}.${genuine.split('.')[1]}.`,
    ],
    [
      'whose header says "None"',
      (_, genuine) =>
        `${encode({ alg: 'None', typ: 'at+jwt' })}.${genuine.split('.')[1]}.${genuine.split('.')[2]}`,
    ],
    ['signed with another key', (sid) => aToken(sid, {}, {}, deriveKeys('another secret').access_token)],
    ['signed with another key of ours', (sid) => aToken(sid, {}, {}, etiba.deps.keys.refresh_token)],
    [
      'signed with an empty key',
      async (sid) => {
        const body = `${encode({ alg: 'HS256', typ: 'at+jwt' })}.${encode({ sid, iss: 'etiba', aud: 'etiba', iat: seconds(), exp: seconds() + 600 })}`;
        return `${body}.${createHmac('sha256', '').update(body).digest('base64url')}`;
      },
    ],
    [
      'signed with HS512',
      (sid) =>
        aToken(
          sid,
          {},
          { alg: 'HS512' },
          Buffer.concat([etiba.deps.keys.access_token, etiba.deps.keys.access_token]),
        ),
    ],
    [
      'signed with RS256 by a key that it brings along',
      async (sid) => {
        const { publicKey, privateKey } = await generateKeyPair('RS256');
        const header = { alg: 'RS256', typ: 'at+jwt', jwk: await exportJWK(publicKey) };
        return new SignJWT({ sid, iss: 'etiba', aud: 'etiba', iat: seconds(), exp: seconds() + 600 })
          .setProtectedHeader(header)
          .sign(privateKey);
      },
    ],
    [
      'that names a key elsewhere',
      (sid) =>
        aToken(
          sid,
          {},
          { jku: 'https://evil.example/keys', x5u: 'https://evil.example/cert', kid: '../../dev/null' },
          Buffer.alloc(32),
        ),
    ],
    ['of another issuer', (sid) => aToken(sid, { iss: 'other' })],
    ['for another audience', (sid) => aToken(sid, { aud: 'other' })],
    ['of another type', (sid) => aToken(sid, {}, { typ: 'JWT' })],
    ['without a type', (sid) => aToken(sid, {}, { typ: undefined })],
    ['that has expired', (sid) => aToken(sid, { iat: seconds() - 700, exp: seconds() - 1 })],
    [
      'that was issued long ago and lives too long',
      (sid) => aToken(sid, { iat: seconds() - 3600, exp: seconds() + 3600 }),
    ],
    ['from the future', (sid) => aToken(sid, { iat: seconds() + 60, exp: seconds() + 600 })],
    ['not valid yet', (sid) => aToken(sid, { nbf: seconds() + 60 })],
    ['without an end', (sid) => aToken(sid, { exp: undefined as never })],
    ['without a beginning', (sid) => aToken(sid, { iat: undefined as never })],
    ['without a session', () => aToken(undefined as never)],
    ['with a session that is no id', () => aToken('1')],
    ['with a list of sessions', (sid) => aToken([sid] as never)],
    ['of a session that is not there', () => aToken('019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d')],
    [
      'whose content was changed',
      (_, genuine) => {
        const [header, , signature] = genuine.split('.');
        return `${header}.${encode({ sid: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d', iss: 'etiba', aud: 'etiba', iat: seconds(), exp: seconds() + 600 })}.${signature}`;
      },
    ],
    [
      'whose signature was changed in its first character',
      (_, genuine) => {
        const [header, payload, signature = ''] = genuine.split('.');
        return `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
      },
    ],
    ['with more at its end', (_, genuine) => `${genuine}A`],
    ['with a fourth part', (_, genuine) => `${genuine}.x`],
    ['of 2049 characters', (sid) => aToken(sid, { pad: 'x'.repeat(2049) })],
    ['of 12 kilobytes', (sid) => aToken(sid, { pad: 'x'.repeat(9000) })],
    ['that is the refresh token', async () => (await aSession()).refresh],
    ['that is an id', async () => (await aSession()).user_id],
    ['that is a word', () => 'undefined'],
    ['of points', () => '..'],
  ];

  it.each(forgeries)('%s is refused, and no one is asked about it', async (_, forge) => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    const { access, sid } = await aSession();
    const answer = await me(await forge(sid, access));
    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'not_authenticated' },
      headers: { 'www-authenticate': 'Bearer' },
    });
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });

  it('has one spelling: none of the others that decode to its bytes is accepted', async () => {
    const { access } = await aSession();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(access.at(-1)!);
    const twins = [1, 2, 3].map((bits) => access.slice(0, -1) + alphabet[last ^ bits]!);
    for (const twin of twins) expect((await me(twin)).status).toBe(401);
    expect((await me(access)).status).toBe(200);
  });

  it('is accepted when another of our machines is some seconds ahead', async () => {
    const { sid } = await aSession();
    expect((await me(await aToken(sid, { iat: seconds() + 4, exp: seconds() + 604 }))).status).toBe(200);
  });

  it('is read in the Authorization header and nowhere else', async () => {
    const { access } = await aSession();
    const queries = [
      `access_token=${access}`,
      `token=${access}`,
      `authorization=Bearer%20${access}`,
      `access=${access}`,
    ];
    for (const query of queries) expect((await etiba.anyone.get(`/api/auth/me/?${query}`)).status).toBe(401);
    const elsewhere: Record<string, string>[] = [
      { cookie: `access=${access}` },
      { 'x-access-token': access },
      { 'proxy-authorization': `Bearer ${access}` },
    ];
    for (const headers of elsewhere) {
      expect((await etiba.anyone.get('/api/auth/me/', { headers })).status).toBe(401);
    }
    expect(etiba.logged.join('')).not.toContain(access);
  });

  it.each([
    ['Bearer %', 200],
    ['bearer %', 200],
    ['BEARER   %', 200],
    ['%', 401],
    ['Bearer%', 401],
    ['Token %', 401],
    ['Basic %', 401],
    ['Bearer % x', 401],
    ['Bearer %,Bearer %', 401],
    ['Bearer "%"', 401],
    ['Bearer', 401],
    ['', 401],
  ])('in "%s" is answered %i', async (template, status) => {
    const { access } = await aSession();
    const headers = { authorization: template.replaceAll('%', access) };
    expect((await etiba.anyone.get('/api/auth/me/', { headers })).status).toBe(status);
  });

  it('is forgotten at its end though its signature is remembered', async () => {
    const { access } = await aSession();
    expect((await me(access)).status).toBe(200);
    etiba.clock.advance(600_000);
    expect((await me(access)).status).toBe(401);
  });
});
