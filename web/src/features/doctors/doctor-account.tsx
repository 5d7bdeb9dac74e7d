import { Plural, Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ifUnchanged } from '../../api/etags.ts';
import { listAppointmentsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { deactivateDoctor, reactivateDoctor } from '../../api/generated/sdk.gen.ts';
import type { Doctor } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { useTimes } from '../../lib/time.ts';
import { COMING } from '../../lib/visit-statuses.ts';
import { refreshVisits } from '../../lib/visits.ts';
import { AccountState } from '../../ui/account-state.tsx';
import { AccountSwitch } from '../../ui/account-switch.tsx';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PlainList } from '../../ui/plain-list.tsx';

const AT_A_GLANCE = 5;

/** Switching a doctor's account off, after a look at the visits that then need somebody else, and on again. */
export function DoctorAccount({ doctor }: { doctor: Doctor }) {
  const times = useTimes();
  const { is_active, deactivated_at = null, email } = doctor.user;
  const isOff = deactivated_at !== null;
  const path = { doctor_id: doctor.id };
  const act = async () => {
    const call = isOff ? reactivateDoctor : deactivateDoctor;
    await call({ path, headers: ifUnchanged(doctor), throwOnError: true });
  };
  const done = () => {
    void refreshAnswers('listDoctors', 'readDoctor');
    void refreshVisits();
  };
  const day = isOff && times.date(deactivated_at);
  return (
    <Panel
      title={<Trans>Account</Trans>}
      hint={day ? <Trans>Switched off on {day}. Nothing is deleted.</Trans> : email}
      actions={<AccountState isActive={is_active} isWaiting={!is_active && !isOff} />}
    >
      <AccountSwitch isOff={isOff} act={act} done={done}>
        {isOff ? (
          <Trans>The doctor can sign in again, and bookings are taken as before.</Trans>
        ) : (
          <Consequences doctorId={doctor.id} />
        )}
      </AccountSwitch>
    </Panel>
  );
}

/** The visits to come, which then need another doctor. */
function Consequences({ doctorId }: { doctorId: string }) {
  const times = useTimes();
  const visits = useQuery(
    listAppointmentsOptions({
      query: {
        doctor_id: doctorId,
        status: COMING,
        date_from: times.today(),
        ordering: 'appointment_datetime',
        page_size: AT_A_GLANCE,
      },
    }),
  );
  return (
    <>
      <Trans>The doctor is signed out at once and cannot sign in any more. Nothing is deleted.</Trans>
      <Answer of={visits} skeleton={<Lines count={1} />}>
        {({ results, count }) => {
          if (count === 0)
            return (
              <p>
                <Trans>No visit is to come.</Trans>
              </p>
            );
          const more = count - results.length;
          return (
            <>
              <p>
                <strong>
                  <Plural
                    value={count}
                    one="One visit then needs another doctor or time, and the patient is told:"
                    other="# visits then need another doctor or time, and the patients are told:"
                  />
                </strong>
              </p>
              <PlainList>
                {results.map(({ id, appointment_datetime, patient }) => (
                  <li key={id} className="numbers">
                    {times.dayAndTime(appointment_datetime)}, {patient.full_name}
                  </li>
                ))}
                {more > 0 && (
                  <li>
                    <Plural value={more} one="and # more" other="and # more" />
                  </li>
                )}
              </PlainList>
            </>
          );
        }}
      </Answer>
    </>
  );
}
