import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { readPatientOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Patient } from '../../api/generated/types.gen.ts';
import { isMissing } from '../../api/query-client.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { LinkButton, TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { BookDialog, type Booking } from './book-dialog.tsx';
import { ErasePatient } from './erase-patient.tsx';
import { PatientAccount } from './patient-account.tsx';
import { PatientPanel } from './patient-panel.tsx';
import { PatientVisits } from './patient-visits.tsx';
import { WaitingForPatient } from './waiting-for-patient.tsx';

const route = getRouteApi('/signed-in/desk/patients/$patientId');

/** What the desk does for one patient: visits, particulars, the account. The records have a page of their own. */
export function PatientPage() {
  const { patientId } = route.useParams();
  const { t } = useLingui();
  const patient = useQuery({
    ...readPatientOptions({ path: { patient_id: patientId } }),
    throwOnError: isMissing,
  });
  return (
    <Answer
      of={patient}
      skeleton={
        <Page title={t`Patient`}>
          <Lines count={4} height={120} />
        </Page>
      }
    >
      {(known) => <Known patient={known} />}
    </Answer>
  );
}

function Known({ patient }: { patient: Patient }) {
  const { t } = useLingui();
  const times = useTimes();
  const [booking, setBooking] = useState<Booking>();
  const { full_name, date_of_birth, age, user } = patient;
  const born = date_of_birth && times.date(date_of_birth);
  const isOff = user.deactivated_at !== null;
  const erased = user.erased_at && times.date(user.erased_at);
  return (
    <Page
      kicker={
        <TextLink to="/desk/patients" underline="hover">
          <Trans>Patients</Trans>
        </TextLink>
      }
      title={full_name}
      lead={born && (age === null ? t`Born ${born}` : t`Born ${born}, ${age} years old`)}
      actions={
        <>
          <LinkButton to="/patients/$patientId" params={{ patientId: patient.id }} variant="default">
            <Trans>Records</Trans>
          </LinkButton>
          {!isOff && (
            <Button
              leftSection={<IconCalendarPlus size={19} stroke={1.8} aria-hidden />}
              onClick={() => setBooking({ patient: { ...patient, phone: user.phone } })}
            >
              <Trans>Book a visit</Trans>
            </Button>
          )}
        </>
      }
    >
      {!user.is_active && !isOff && <WaitingForPatient patient={patient} />}
      {erased && (
        <Notice title={<Trans>Erased on {erased}</Trans>}>
          <Trans>
            Who it was is no longer known here. The records and visits are kept under this name, and closed.
          </Trans>
        </Notice>
      )}
      <PatientVisits patientId={patient.id} />
      {!erased && (
        <>
          <PatientPanel key={patient.id} patient={patient} />
          <PatientAccount patient={patient} />
          <ErasePatient patient={patient} />
        </>
      )}
      <BookDialog booking={booking} close={() => setBooking(undefined)} />
    </Page>
  );
}
