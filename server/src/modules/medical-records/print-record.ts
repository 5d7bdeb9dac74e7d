import { sql } from 'kysely';
import { jsonBuildObject } from 'kysely/helpers/postgres';
import type { SignedInActor } from '../../platform/actor.ts';
import { instant } from '../../platform/clock.ts';
import type { Trx } from '../../platform/database.ts';
import type { Deps } from '../../platform/deps.ts';
import { Download } from '../../platform/http/download.ts';
import { problems } from '../../platform/problems.ts';
import { readClinic } from '../clinic/clinic.queries.ts';
import { withReadableRecord } from './medical-records.queries.ts';
import { recordProblems } from './medical-records.problems.ts';
import type { MedicalRecord } from './medical-records.schemas.ts';
import type { PrintableRecord, PrintedRecord } from './pdf/printable-record.ts';

export const PDF = 'application/pdf';

/**
 * A signed record as a PDF in the reader's language, for whoever may read it in full. A draft has none: what is printed
 * is taken for what was decided. It is drawn after the transaction that has read and audited it.
 * @throws Problem not_found, record_restricted, record_not_signed, service_unavailable
 */
export async function printRecord(deps: Deps, actor: SignedInActor, recordId: string): Promise<Download> {
  const printable = await withReadableRecord(
    deps,
    actor,
    recordId,
    'download',
    (trx, record) => readPrintable(deps, trx, actor, record),
    { format: 'pdf' },
  );
  // Fonts and typesetting are loaded by the first who prints: a tenth of a start otherwise.
  const { writeRecordPdf } = await import('./pdf/write-record-pdf.ts');
  return new Download(fileName(printable), PDF, await writeRecordPdf(printable));
}

async function readPrintable(
  deps: Deps,
  trx: Trx,
  actor: SignedInActor,
  record: MedicalRecord,
): Promise<PrintableRecord> {
  if (!isSigned(record)) throw recordProblems.record_not_signed();
  const { patient_details, doctor_details, created_at } = record;
  const { name, address, phone, email, time_zone } = await readClinic(trx);
  const { visit_at, locale, license_number, signature } = await readDetails(trx, actor, record);
  return {
    locale,
    time_zone,
    issued_at: instant(deps.clock),
    clinic: { name, address, phone: phone ?? '', email: email ?? '' },
    patient: patient_details,
    doctor: { full_name: doctor_details.full_name, license_number },
    record: { ...record, dated_at: visit_at ?? created_at },
    signature,
  };
}

function isSigned(record: MedicalRecord): record is MedicalRecord & Pick<PrintedRecord, 'status'> {
  return record.status !== 'draft';
}

/** What the document says beside the record: who signed this version when, the visit, the licence, the language. */
async function readDetails(trx: Trx, { user_id }: SignedInActor, { id, version }: MedicalRecord) {
  return trx
    .selectFrom('medical_records as r')
    .innerJoin('medical_record_versions as v', (join) =>
      join.onRef('v.record_id', '=', 'r.id').on('v.version', '=', version),
    )
    .innerJoin('doctors as author', 'author.id', 'r.doctor_id')
    .innerJoin('users as signer', 'signer.id', 'v.signed_by')
    .leftJoin('doctors as signing', 'signing.user_id', 'signer.id')
    .leftJoin('appointments as a', 'a.id', 'r.appointment_id')
    .innerJoin('users as reader', (join) => join.on('reader.id', '=', user_id))
    .select(['author.license_number', 'a.appointment_datetime as visit_at', 'reader.locale'])
    .select((eb) => [
      jsonBuildObject({
        signed_by: sql<string>`case when signing.id is null then '' else 'Dr. ' end
          || signer.first_name || ' ' || signer.last_name`,
        license_number: sql<string>`coalesce(signing.license_number, '')`,
        signed_at: sql<string>`wire_instant(${eb.ref('v.signed_at')})`,
      }).as('signature'),
    ])
    .where('r.id', '=', id)
    .executeTakeFirstOrThrow(() => problems.not_found());
}

/** Kind and date, but nobody's name: a download's name is seen by whoever passes the screen. */
function fileName({ record, time_zone }: PrintableRecord): string {
  const day = Temporal.Instant.from(record.dated_at).toZonedDateTimeISO(time_zone).toPlainDate();
  return `${record.record_type.replace('_', '-')}-${day.toString()}-v${record.version}.pdf`;
}
