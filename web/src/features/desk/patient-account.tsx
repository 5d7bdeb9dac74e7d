import { Plural, Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ifUnchanged } from '../../api/etags.ts';
import { readPatientQueryKey } from '../../api/generated/@tanstack/react-query.gen.ts';
import {
  deactivatePatient,
  previewPatientDeactivation,
  reactivatePatient,
} from '../../api/generated/sdk.gen.ts';
import type { Patient } from '../../api/generated/types.gen.ts';
import { queryClient, refreshAnswers } from '../../api/query-client.ts';
import { useTimes } from '../../lib/time.ts';
import { refreshVisits } from '../../lib/visits.ts';
import { AccountState } from '../../ui/account-state.tsx';
import { AccountSwitch } from '../../ui/account-switch.tsx';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PlainList } from '../../ui/plain-list.tsx';

/** Switching a patient's account off, after a look at what would be cancelled, and on again. */
export function PatientAccount({ patient }: { patient: Patient }) {
  const times = useTimes();
  const { is_active, deactivated_at } = patient.user;
  const isOff = deactivated_at !== null;
  const path = { patient_id: patient.id };
  const act = async () => {
    const call = isOff ? reactivatePatient : deactivatePatient;
    const { data } = await call({ path, headers: ifUnchanged(patient), throwOnError: true });
    queryClient.setQueryData(readPatientQueryKey({ path }), data);
  };
  const done = () => {
    void refreshAnswers('listPatients', 'readPatient');
    void refreshVisits();
  };
  const day = isOff && times.date(deactivated_at);
  return (
    <Panel
      title={<Trans>Account</Trans>}
      hint={day ? <Trans>Switched off on {day}. The records and visits are kept.</Trans> : patient.user.email}
      actions={<AccountState isActive={is_active} isWaiting={!is_active && !isOff} />}
    >
      <AccountSwitch isOff={isOff} act={act} done={done}>
        {isOff ? (
          <Trans>The patient can sign in again. Visits that were cancelled stay cancelled.</Trans>
        ) : (
          <Consequences patientId={patient.id} />
        )}
      </AccountSwitch>
    </Panel>
  );
}

/** What would be cancelled. */
function Consequences({ patientId }: { patientId: string }) {
  const times = useTimes();
  const preview = useQuery({
    queryKey: ['deactivation', patientId],
    async queryFn() {
      const body = { patient_ids: [patientId] };
      const { data } = await previewPatientDeactivation({ body, throwOnError: true });
      return data;
    },
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <>
      <Trans>The patient is signed out at once and cannot sign in any more. Nothing is deleted.</Trans>
      <Answer of={preview} skeleton={<Lines count={1} />}>
        {({ patients }) => {
          const visits = patients.flatMap((patient) => patient.visits);
          if (visits.length === 0)
            return (
              <p>
                <Trans>No visit is to come.</Trans>
              </p>
            );
          return (
            <>
              <p>
                <strong>
                  <Plural
                    value={visits.length}
                    one="One visit is cancelled, and those concerned are told:"
                    other="# visits are cancelled, and those concerned are told:"
                  />
                </strong>
              </p>
              <PlainList>
                {visits.map(({ id, appointment_datetime, doctor }) => (
                  <li key={id} className="numbers">
                    {times.dayAndTime(appointment_datetime)}, {doctor.full_name}
                  </li>
                ))}
              </PlainList>
            </>
          );
        }}
      </Answer>
    </>
  );
}
