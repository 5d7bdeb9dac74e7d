import { expect } from 'vitest';
import type { Person } from '../../../test/factories.ts';
import { aForm, type FormPart } from '../../../test/forms.ts';
import type { Answer, TestEtiba } from '../../../test/harness.ts';
import { aPdf } from '../../../test/sample-files.ts';
import { asSystem } from '../../platform/row-security.ts';
import { recordUrl } from './records.test-kit.ts';

type Named = { id: string };

interface Upload {
  name?: string;
  content?: Buffer;
  description?: string;
  headers?: Record<string, string>;
}

export const filesUrl = (record: Named) => `${recordUrl(record)}attachments/`;
export const fileUrl = (record: Named, file: Named) => `${filesUrl(record)}${file.id}/`;

export function useAttachments(etiba: TestEtiba) {
  const attach = async (by: Person, record: Named, upload: Upload = {}): Promise<Answer> => {
    const { name = 'result.pdf', content = aPdf(), description, headers = {} } = upload;
    const parts: FormPart[] = [{ name: 'file', filename: name, content }];
    if (description !== undefined) parts.push({ name: 'description', content: description });
    const form = aForm(parts);
    const response = await etiba.app.inject({
      method: 'POST',
      url: filesUrl(record),
      headers: { authorization: `Bearer ${by.access}`, ...form.headers, ...headers },
      payload: form.payload,
    });
    return { status: response.statusCode, body: response.json(), headers: response.headers };
  };

  /** Keys of all files that lie in the store. */
  const stored = async (): Promise<string[]> => {
    const keys = [];
    for await (const { key } of etiba.deps.files.list()) keys.push(key);
    return keys.sort();
  };

  return {
    attach,

    async attached(by: Person, record: Named, upload?: Upload): Promise<Answer['body']> {
      const { status, body } = await attach(by, record, upload);
      if (status !== 201) throw new Error(`not attached: ${JSON.stringify(body)}`);
      return body;
    },

    async download(by: Person, record: Named, file: Named, part: '' | 'thumbnail/' = '') {
      const response = await etiba.app.inject({
        url: `${fileUrl(record, file)}${part}`,
        headers: { authorization: `Bearer ${by.access}` },
      });
      const { statusCode: status, headers, rawPayload: bytes } = response;
      return { status, headers, bytes, code: status >= 400 ? (response.json().code as string) : undefined };
    },

    listed: async (by: Person, record: Named): Promise<Named[]> =>
      (await etiba.as(by).get(recordUrl(record))).body.attachments,

    stored,

    /** The key of a file. */
    async keyOf({ id }: Named): Promise<string> {
      const { storage_key } = await asSystem(etiba.deps.db, 'test', (trx) =>
        trx
          .selectFrom('medical_record_attachments')
          .select('storage_key')
          .where('id', '=', id)
          .executeTakeFirstOrThrow(),
      );
      return storage_key;
    },

    /** Each row has its file, and each file its row. */
    async expectNoOrphans(): Promise<void> {
      const rows = await asSystem(etiba.deps.db, 'test', (trx) =>
        trx.selectFrom('medical_record_attachments').select('storage_key').execute(),
      );
      expect(await stored()).toEqual(rows.map(({ storage_key }) => storage_key).sort());
    },
  };
}
