import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { readDoctorOptions, readWeekOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { isMissing } from '../../api/query-client.ts';
import { useMe } from '../../lib/me.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DoctorLink } from '../../ui/person-link.tsx';
import { AbsencesPanel } from './absences-panel.tsx';
import { StrandedVisits } from './stranded-visits.tsx';
import { WeekEditor } from './week-editor.tsx';

/** When the doctor who is signed in works, and when not. */
export function OwnSchedulePage() {
  const { t } = useLingui();
  const me = useMe();
  return (
    <Page title={t`My hours`} lead={<Trans>Patients can book in these hours, unless you are absent.</Trans>}>
      {me.doctor_id && <Schedule doctorId={me.doctor_id} />}
    </Page>
  );
}

const route = getRouteApi('/signed-in/doctors/$doctorId/schedule');

/** When a doctor works, for administrators. */
export function DoctorSchedulePage() {
  const { t } = useLingui();
  const { doctorId } = route.useParams();
  const doctor = useQuery({
    ...readDoctorOptions({ path: { doctor_id: doctorId } }),
    throwOnError: isMissing,
  });
  return (
    <Page title={t`Hours and absences`} kicker={doctor.data && <DoctorLink doctor={doctor.data} />}>
      <Schedule doctorId={doctorId} />
    </Page>
  );
}

function Schedule({ doctorId }: { doctorId: string }) {
  const week = useQuery(readWeekOptions({ path: { doctor_id: doctorId } }));
  return (
    <>
      <StrandedVisits doctorId={doctorId} />
      <Panel title={<Trans>The week</Trans>} hint={<Trans>By the clock of the clinic.</Trans>}>
        <Answer of={week} skeleton={<Lines count={7} height={52} />}>
          {(seen) => <WeekEditor doctorId={doctorId} week={seen} />}
        </Answer>
      </Panel>
      <AbsencesPanel doctorId={doctorId} />
    </>
  );
}
