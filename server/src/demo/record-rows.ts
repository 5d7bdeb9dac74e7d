import type { Insertable } from 'kysely';
import type { Instant } from '../modules/doctors/working-windows.ts';
import type { DB } from '../platform/database.generated.ts';
import { chanceOf, idsOf, type Chance } from './chance.ts';
import { allergiesOf, labResultsOf, medicationsFor, vitalSignsOf } from './clinical-details.ts';
import type { Doctor, Patient, People } from './people.ts';
import type { VisitRow } from './visit-rows.ts';

export type RecordRow = Insertable<DB['medical_records']> & { id: string; created_at: string };
export type VersionRow = Insertable<DB['medical_record_versions']>;

export interface RecordRows {
  records: RecordRow[];
  versions: VersionRow[];
}

type RecordType = RecordRow['record_type'];

const DAY = 24 * 3600_000;
const TYPE_OF_VISIT: Record<VisitRow['appointment_type'] & string, RecordType> = {
  consultation: 'consultation',
  follow_up: 'consultation',
  routine_checkup: 'consultation',
  emergency: 'consultation',
  procedure: 'procedure',
  test_results: 'lab_result',
};
const AMENDMENTS = ['Dose corrected', 'Left and right were mixed up', 'Result added', 'More exact wording'];

/**
 * What the doctors wrote of the visits that are over: of most the consultation, with a prescription where something was
 * prescribed; a few amended since, some confidential, and today's last ones still drafts.
 */
export function recordRows(
  { doctors, patients }: People,
  visits: readonly VisitRow[],
  now: Instant,
): RecordRows {
  const ids = idsOf('records');
  const rows: RecordRows = { records: [], versions: [] };
  const doctorOf = new Map(doctors.map((doctor) => [doctor.id, doctor]));
  const patientOf = new Map(patients.map((patient) => [patient.id, patient]));
  const withLogin = new Set(patients.slice(0, 3));
  for (const visit of visits) {
    const isOver = visit.status === 'completed';
    if (!isOver && visit.status !== 'in_progress') continue;
    const chance = chanceOf(`record of ${visit.id}`);
    const [doctor, patient] = [doctorOf.get(visit.doctor_id)!, patientOf.get(visit.patient_id)!];
    if (!withLogin.has(patient) && !chance.happens(0.55)) continue;
    const end = Date.parse(isOver ? visit.appointment_end_time : visit.appointment_datetime);
    const isDraft = !isOver || (now - end < DAY / 2 && chance.happens(0.5));
    const isPrivate = !isDraft && chance.happens(doctor.field === 'Psychiatry' ? 0.6 : 0.05);
    const writing = { visit, doctor, patient, isDraft, isPrivate, at: Math.min(end + 5 * 60_000, now), now };
    addRecord(rows, ids.next(), chance, writing, contentOf(chance, writing));
    const medications = medicationsFor(visit.doctor_notes ?? '');
    if (isDraft || medications.length === 0) continue;
    addRecord(rows, ids.next(), chance, writing, prescriptionOf(writing, medications));
  }
  return rows;
}

interface Writing {
  visit: VisitRow;
  doctor: Doctor;
  patient: Patient;
  isDraft: boolean;
  isPrivate: boolean;
  at: Instant;
  now: Instant;
}

type Content = Pick<
  VersionRow,
  | 'record_type'
  | 'title'
  | 'summary'
  | 'diagnosis'
  | 'treatment_plan'
  | 'medications'
  | 'allergies'
  | 'lab_results'
  | 'vital_signs'
>;

function contentOf(chance: Chance, { visit, patient, isDraft, at, now }: Writing): Content {
  const { appointment_type = 'consultation', reason, symptoms = '' } = visit;
  const record_type = TYPE_OF_VISIT[appointment_type];
  const notes = visit.doctor_notes ?? '';
  const [finding, ...plan] = notes.split(/(?<=\.)\s+/);
  const isMeasured = record_type === 'consultation';
  return {
    record_type,
    title: reason,
    summary: symptoms === '' ? '' : `${symptoms}.`,
    diagnosis: isDraft ? '' : (finding ?? ''),
    treatment_plan: isDraft ? '' : plan.join(' '),
    medications: [],
    allergies: allergiesOf(patient),
    lab_results: /blood (count|test)|HbA1c|Liver/.test(`${reason} ${notes}`)
      ? labResultsOf(chance, notes)
      : [],
    vital_signs: isMeasured ? vitalSignsOf(patient, chance, (now - at) / DAY) : {},
  };
}

function prescriptionOf({ patient }: Writing, medications: ReturnType<typeof medicationsFor>): Content {
  return {
    record_type: 'prescription',
    title: `Prescription: ${medications.map(({ name }) => name).join(', ')}`,
    summary: '',
    diagnosis: '',
    treatment_plan: '',
    medications,
    allergies: allergiesOf(patient),
    lab_results: [],
    vital_signs: {},
  };
}

function addRecord(
  rows: RecordRows,
  record_id: string,
  chance: Chance,
  { visit, doctor, isDraft, isPrivate: is_confidential, at, now }: Writing,
  content: Content,
): void {
  const by = doctor.user_id;
  const iso = (instant: Instant) => new Date(instant).toISOString();
  const amended_at = at + chance.integer(1, 3) * DAY;
  const isAmended = !isDraft && amended_at < now && chance.happens(0.07);
  const first = isDraft ? 'draft' : 'signed';
  const version = {
    record_id,
    is_confidential,
    ...content,
    created_by: by,
    signed_by: isDraft ? null : by,
  };
  rows.versions.push({
    ...version,
    version: 1,
    status: first,
    amendment_reason: '',
    created_at: iso(at),
    signed_at: isDraft ? null : iso(at),
  });
  if (isAmended)
    rows.versions.push({
      ...version,
      version: 2,
      status: 'amended',
      treatment_plan: `${content.treatment_plan} Told the patient by telephone.`.trim(),
      amendment_reason: chance.pick(AMENDMENTS),
      created_at: iso(amended_at),
      signed_at: iso(amended_at),
    });
  rows.records.push({
    id: record_id,
    patient_id: visit.patient_id,
    doctor_id: doctor.id,
    appointment_id: visit.id,
    version: isAmended ? 2 : 1,
    status: isAmended ? 'amended' : first,
    record_type: content.record_type,
    is_confidential,
    created_by: by,
    updated_by: by,
    created_at: iso(at),
    updated_at: iso(isAmended ? amended_at : at),
  });
}
