import { Trans, useLingui } from '@lingui/react/macro';
import { IconClockHour4 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { readDoctorOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Doctor } from '../../api/generated/types.gen.ts';
import { isMissing } from '../../api/query-client.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { LinkButton, TextLink } from '../../ui/links.tsx';
import { Page } from '../../ui/page.tsx';
import { DoctorAccount } from './doctor-account.tsx';
import { DoctorBookings } from './doctor-bookings.tsx';
import { DoctorPanel } from './doctor-panel.tsx';
import { WaitingForDoctor } from './waiting-for-doctor.tsx';

const route = getRouteApi('/signed-in/desk/doctors/$doctorId');

/** A doctor as the desk keeps them: whether bookings are taken, particulars, the account; the hours are a page away. */
export function DoctorPage() {
  const { doctorId } = route.useParams();
  const { t } = useLingui();
  const doctor = useQuery({
    ...readDoctorOptions({ path: { doctor_id: doctorId } }),
    throwOnError: isMissing,
  });
  return (
    <Answer
      of={doctor}
      skeleton={
        <Page title={t`Doctor`} width="narrow">
          <Lines count={3} height={120} />
        </Page>
      }
    >
      {(known) => <Known doctor={known} />}
    </Answer>
  );
}

function Known({ doctor }: { doctor: Doctor }) {
  const { id, full_name, specializations, user } = doctor;
  return (
    <Page
      kicker={
        <TextLink to="/desk/doctors" underline="hover">
          <Trans>Doctors</Trans>
        </TextLink>
      }
      title={full_name}
      lead={specializations.map(({ name }) => name).join(', ')}
      width="narrow"
      actions={
        <LinkButton
          to="/doctors/$doctorId/schedule"
          params={{ doctorId: id }}
          variant="default"
          leftSection={<IconClockHour4 size={19} stroke={1.8} aria-hidden />}
        >
          <Trans>Hours and absences</Trans>
        </LinkButton>
      }
    >
      {!user.is_active && user.deactivated_at === null && <WaitingForDoctor doctor={doctor} />}
      <DoctorBookings doctor={doctor} />
      <DoctorPanel key={id} doctor={doctor} />
      <DoctorAccount doctor={doctor} />
    </Page>
  );
}
