import { sql } from 'kysely';
import { Type, type Static } from 'typebox';
import type { Reader, Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import type { Locale } from '../../platform/i18n.ts';
import {
  defineMessage,
  tell,
  type AnyMessageKind,
  type MessageText,
  type Offer,
  type Reading,
} from '../../platform/messages.ts';
import { asSystem } from '../../platform/row-security.ts';
import { recordWords, type RecordMessage, type RecordVerb } from './record-words.ts';

/** What a patient is told of their records. */
interface RecordNews {
  happened_at: string;
  by: { user_id: string; name: string };
  target: { type: string; id: string };
  link: string;
}

const RecordParams = Type.Object({ record_id: Type.String(), version: Type.Integer() });
const EmergencyParams = Type.Object({ emergency_access_id: Type.String() });

function recordMessage(verb: 'record_ready' | 'record_amended') {
  return defineMessage<typeof RecordParams, RecordNews>({
    ...common(verb, 'on'),
    params: RecordParams,
    async load(_deps, db, { record_id, version }) {
      const rows = await readSigning(db, record_id, version);
      const about = { target: { type: 'medical_record', id: record_id }, link: `/records/${record_id}` };
      return rows.map(({ user_id, ...news }) => ({ user_id, data: { ...news, ...about } }));
    },
  });
}

const messages = {
  record_ready: recordMessage('record_ready'),
  record_amended: recordMessage('record_amended'),
  emergency_access: defineMessage<typeof EmergencyParams, RecordNews>({
    ...common('emergency_access', 'always'),
    params: EmergencyParams,
    async load(_deps, db, { emergency_access_id }) {
      const rows = await readEmergency(db, emergency_access_id);
      const about = { target: { type: 'emergency_access', id: emergency_access_id }, link: '/records' };
      return rows.map(({ user_id, ...news }) => ({ user_id, data: { ...news, ...about } }));
    },
  }),
};
export const recordMessages: readonly AnyMessageKind[] = Object.values(messages);

/** Tells the patient that a record was signed or amended, if it is still there to be read. */
export async function tellOfRecord(deps: Deps, trx: Trx, signed: Static<typeof RecordParams>): Promise<void> {
  const kind = signed.version === 1 ? messages.record_ready : messages.record_amended;
  await tell(deps, trx, kind, `${signed.record_id}:${signed.version}`, signed);
}

/** Tells the patient who opened their confidential records. */
export async function tellOfEmergency(
  deps: Deps,
  trx: Trx,
  params: Static<typeof EmergencyParams>,
): Promise<void> {
  await tell(deps, trx, messages.emergency_access, params.emergency_access_id, params);
}

function common(verb: RecordVerb, mail: Offer) {
  const words = recordWords[verb];
  const text =
    (locale: Locale) =>
    (news: RecordNews, reading: Reading): MessageText => ({
      subject: words.subject[locale]({}),
      description: words.description[locale](messageOf(news, reading)),
      action: words.action[locale]({}),
    });
  return {
    kind: verb,
    offers: { PATIENT: { in_app: 'always' as const, mail } },
    texts: { en: text('en'), sw: text('sw'), fr: text('fr') },
    link: ({ link }: RecordNews) => link,
    about: (news: RecordNews, reading: Reading) => ({
      actor: { type: 'user', id: news.by.user_id, label: news.by.name },
      target: { ...news.target, label: messageOf(news, reading).when },
    }),
    samples: [
      {
        happened_at: '2026-12-02T06:30:00Z',
        by: { user_id: 'doctor', name: 'Dr. Grace Wanjiku' },
        target: { type: 'medical_record', id: '019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d' },
        link: '/records/019b2c5e-7a10-7c3e-9d55-0f6f3c1a2b4d',
      },
    ],
  };
}

function messageOf({ by, happened_at }: RecordNews, { local }: Reading): RecordMessage {
  return { who: by.name, when: local(happened_at) };
}

type Row = { user_id: string } & Pick<RecordNews, 'happened_at' | 'by'>;

/** Who signed a version and when, with the patient's user; nothing where the record was deleted meanwhile. */
async function readSigning(db: Reader, recordId: string, version: number): Promise<Row[]> {
  return asSystem(db, 'job:tell-of-record', async (trx) => {
    const { rows } = await sql<Row>`
      select p.user_id, v.signed_at as happened_at, ${personBy('u.role')} as by
      from medical_records r
      join medical_record_versions v on v.record_id = r.id and v.version = ${version}
      join users u on u.id = v.signed_by
      join patients p on p.id = r.patient_id
      where r.id = ${recordId} and r.deleted_at is null`.execute(trx);
    return rows;
  });
}

async function readEmergency(db: Reader, emergencyAccessId: string): Promise<Row[]> {
  return asSystem(db, 'job:tell-of-emergency-access', async (trx) => {
    const { rows } = await sql<Row>`
      select p.user_id, e.granted_at as happened_at, ${personBy('e.role')} as by
      from emergency_accesses e
      join users u on u.id = e.user_id
      join patients p on p.id = e.patient_id
      where e.id = ${emergencyAccessId}`.execute(trx);
    return rows;
  });
}

function personBy(role: string) {
  return sql`json_build_object('user_id', u.id,
    'name', case when ${sql.ref(role)} = 'DOCTOR' then 'Dr. ' else '' end || u.first_name || ' ' || u.last_name)`;
}
