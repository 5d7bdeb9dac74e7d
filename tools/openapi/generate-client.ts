/**
 * `node generate-client.ts FOLDER` writes the web app's client, made from server/openapi.json. A workspace of its own,
 * because the generator needs the compiler API of TypeScript 6, which 7 does not have.
 */
import { join } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';

const [, , path] = process.argv;
if (path === undefined) throw new Error('Which folder?');

await createClient({
  input: join(import.meta.dirname, '../../server/openapi.json'),
  output: { path, module: { extension: '.ts' }, clean: true },
  plugins: ['@hey-api/client-fetch', '@tanstack/react-query'],
  logs: { level: 'silent' },
});
