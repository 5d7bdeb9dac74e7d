import { Trans, useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import {
  listAppointmentsOptions,
  listMedicalRecordsOptions,
  readPatientOptions,
} from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Patient } from '../../api/generated/types.gen.ts';
import { GENDER_WORDS } from '../../lib/gender-words.ts';
import { useMe } from '../../lib/me.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { LinkButton } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AllergyStrip } from './allergy-strip.tsx';
import { EmergencyAccess } from './emergency-access.tsx';
import { Medicines } from './medicines.tsx';
import { PatientFacts } from './patient-facts.tsx';
import { allergiesIn, medicinesIn, storyOf, validRecords } from './patient-story.ts';
import { Story } from './story.tsx';
import { Vitals } from './vitals.tsx';
import classes from './patient-page.module.css';

const route = getRouteApi('/signed-in/patients/$patientId');
/** What is shown without asking for more. */
const MOST = 100;

/** All that a doctor must know of a patient, on one screen. */
export function PatientPage() {
  const { t } = useLingui();
  const { patientId } = route.useParams();
  const patient = useQuery(readPatientOptions({ path: { patient_id: patientId } }));
  return patient.data ? (
    <KnownPatient patient={patient.data} />
  ) : (
    <Page title={t`Patient`} width="wide">
      <Answer of={patient} skeleton={<Lines count={4} height={120} />}>
        {() => null}
      </Answer>
    </Page>
  );
}

function KnownPatient({ patient }: { patient: Patient }) {
  const me = useMe();
  const times = useTimes();
  const patient_id = patient.id;
  const isErased = patient.user.erased_at !== null;
  const records = useQuery({
    ...listMedicalRecordsOptions({ query: { patient_id, page_size: MOST } }),
    placeholderData: keepPreviousData,
  });
  const visits = useQuery(
    listAppointmentsOptions({ query: { patient_id, page_size: MOST, ordering: '-appointment_datetime' } }),
  );
  const written = records.data?.results ?? [];
  const valid = validRecords(written);
  return (
    <Page
      title={patient.full_name}
      kicker={<Trans>Patient</Trans>}
      lead={<Identity patient={patient} />}
      width="wide"
      actions={
        me.role === 'DOCTOR' ? (
          !isErased && <WriteLinks patientId={patient.id} />
        ) : (
          <DeskLink patientId={patient.id} />
        )
      }
    >
      {!patient.user.is_active && !isErased && (
        <Notice tone="warning">
          <Trans>The account of this patient is switched off.</Trans>
        </Notice>
      )}
      <AllergyStrip told={patient.allergies} recorded={allergiesIn(valid)} />
      <EmergencyAccess patient={patient} hasRestricted={written.some(({ restricted }) => restricted)} />
      <div className={classes.columns}>
        <div className={classes.main}>
          <Panel title={<Trans>Visits and records</Trans>} isFlush>
            <Answer of={records} skeleton={<Lines />}>
              {({ results, count }) => (
                <Story
                  items={storyOf(visits.data?.results ?? [], results, times.dayOf)}
                  isCut={count > MOST || (visits.data?.count ?? 0) > MOST}
                />
              )}
            </Answer>
          </Panel>
        </div>
        <div className={classes.side}>
          <Medicines told={patient.current_medications} prescribed={medicinesIn(valid)} />
          <Vitals records={valid} />
        </div>
        <div className={classes.facts}>
          <PatientFacts patient={patient} />
        </div>
      </div>
    </Page>
  );
}

function WriteLinks({ patientId }: { patientId: string }) {
  const place = { to: '/patients/$patientId/write', params: { patientId } } as const;
  return (
    <>
      <LinkButton {...place} search={{ kind: 'prescription' }} variant="default">
        <Trans>Prescribe</Trans>
      </LinkButton>
      <LinkButton {...place} search={{}}>
        <Trans>Write a record</Trans>
      </LinkButton>
    </>
  );
}

/** For administrators, who are the desk as well. */
function DeskLink({ patientId }: { patientId: string }) {
  return (
    <LinkButton to="/desk/patients/$patientId" params={{ patientId }} variant="default">
      <Trans>Visits and account</Trans>
    </LinkButton>
  );
}

function Identity({ patient: { gender, age, date_of_birth } }: { patient: Patient }) {
  const { i18n, t } = useLingui();
  const times = useTimes();
  const parts = [
    gender && i18n._(GENDER_WORDS[gender]),
    age !== null && t`${age} years`,
    date_of_birth && t`born ${times.date(date_of_birth)}`,
  ];
  return parts.filter(Boolean).join(' · ') || t`Age and gender are not recorded`;
}
