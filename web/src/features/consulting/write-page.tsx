import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import {
  listMedicalRecordsOptions,
  readAppointmentOptions,
  readMedicalRecordOptions,
  readPatientOptions,
} from '../../api/generated/@tanstack/react-query.gen.ts';
import type { MedicalRecord } from '../../api/generated/types.gen.ts';
import { isMissing } from '../../api/query-client.ts';
import type { RecordType } from '../../lib/record-words.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Page } from '../../ui/page.tsx';
import { AmendRecord } from './amend-record.tsx';
import { readable } from './use-draft.ts';
import { WriteDraft } from './write-draft.tsx';

const route = getRouteApi('/signed-in/patients/$patientId/write');

export interface WriteSearch {
  /** What is gone on with: a draft, or a signed record that is amended. */
  record?: string;
  /** The visit that is written of. */
  visit?: string;
  kind?: RecordType;
}

/** Where a record is written. The draft that it makes comes into the address, without the page beginning anew. */
export function WritePage() {
  const search = route.useSearch();
  const [start, setStart] = useState(search);
  const [made, setMade] = useState<string>();
  const isOurs = made !== undefined && search.record === made;
  if (!isOurs && JSON.stringify(search) !== JSON.stringify(start)) {
    setStart(search);
    setMade(undefined);
  }
  return <Writing key={JSON.stringify(start)} start={start} whenMade={setMade} />;
}

function Writing({ start, whenMade }: { start: WriteSearch; whenMade(recordId: string): void }) {
  const { t } = useLingui();
  const { patientId } = route.useParams();
  const patient = useQuery({
    ...readPatientOptions({ path: { patient_id: patientId } }),
    throwOnError: isMissing,
  });
  const drafts = useQuery({
    ...listMedicalRecordsOptions({
      query: { patient_id: patientId, appointment_id: start.visit, status: 'draft', page_size: 1 },
    }),
    enabled: start.visit !== undefined && start.record === undefined,
    staleTime: 0,
    gcTime: 0,
  });
  const record_id = start.record ?? drafts.data?.results[0]?.id;
  const record = useQuery({
    ...readMedicalRecordOptions({ path: { record_id: record_id ?? '' } }),
    enabled: record_id !== undefined,
    // What is being typed is the truth from here on; a conflict is found when it is saved.
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    throwOnError: isMissing,
  });
  const kept = record.data && readable(record.data);
  const visitId = kept?.appointment ?? start.visit;
  const visit = useQuery({
    ...readAppointmentOptions({ path: { appointment_id: visitId ?? '' } }),
    enabled: visitId !== undefined,
  });
  // What is typed from here on is not to be replaced by what is read later.
  const [begun, setBegun] = useState<{ kept: MedicalRecord | undefined }>();
  const isReady =
    patient.data &&
    (record_id === undefined || kept) &&
    (drafts.data !== undefined || start.visit === undefined || start.record !== undefined);
  if (isReady && !begun) setBegun({ kept });
  if (!patient.data || !begun) {
    const waiting = [patient, drafts, record].find(({ isError }) => isError) ?? patient;
    return (
      <Page title={t`Write a record`} width="wide">
        <Answer of={waiting as typeof patient} skeleton={<Lines count={5} height={96} />}>
          {() => <Lines count={5} height={96} />}
        </Answer>
      </Page>
    );
  }
  const place = { patient: patient.data, visit: visit.data };
  if (begun.kept && begun.kept.status !== 'draft') return <AmendRecord {...place} record={begun.kept} />;
  return (
    <WriteDraft
      {...place}
      kept={begun.kept}
      appointment={start.visit}
      record_type={start.kind ?? 'consultation'}
      whenMade={whenMade}
    />
  );
}
