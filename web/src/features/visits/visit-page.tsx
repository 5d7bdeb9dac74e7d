import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { readAppointmentOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { isMissing } from '../../api/query-client.ts';
import { useMe } from '../../lib/me.ts';
import { useTimes } from '../../lib/time.ts';
import { TYPE_WORDS } from '../../lib/visit-words.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DoctorLink } from '../../ui/person-link.tsx';
import { VisitHistory } from '../../ui/visit-history.tsx';
import { VisitLine } from '../../ui/visit-line.tsx';
import { VisitActions } from './visit-actions.tsx';
import { VisitNotice } from './visit-notice.tsx';
import { VisitWords } from './visit-words.tsx';

const route = getRouteApi('/signed-in/visits/$visitId');

/** One visit: when and with whom, how it stands, what may be done with it, and what has happened to it. */
export function VisitPage() {
  const { t } = useLingui();
  const times = useTimes();
  const { visitId } = route.useParams();
  const { just } = route.useSearch();
  const visit = useQuery({
    ...readAppointmentOptions({ path: { appointment_id: visitId } }),
    throwOnError: isMissing,
  });
  const title = visit.data ? times.longDay(visit.data.appointment_datetime) : t`Visit`;
  return (
    <Page title={title} kicker={<Trans>Visit</Trans>} width="narrow">
      <Answer of={visit} skeleton={<Lines count={3} height={120} />}>
        {(seen) => <Visit visit={seen} isNew={just === 'booked'} />}
      </Answer>
    </Page>
  );
}

function Visit({ visit, isNew }: { visit: Appointment; isNew: boolean }) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const isPatient = me.role === 'PATIENT';
  return (
    <>
      {isNew && visit.status === 'scheduled' && (
        <Notice tone="done" title={<Trans>You are booked</Trans>}>
          <Trans>We have written to {me.email}. Until the visit you can move or cancel it here.</Trans>
        </Notice>
      )}
      <VisitNotice visit={visit} />
      <Panel>
        <VisitLine visit={visit} who={isPatient ? 'doctor' : 'patient'} isAlone />
        <hr style={{ margin: '1.25rem 0', border: 0, borderTop: '1px solid var(--line)' }} />
        <Facts>
          {me.role === 'ADMIN' && (
            <Fact name={<Trans>Doctor</Trans>}>
              <DoctorLink doctor={visit.doctor} />
            </Fact>
          )}
          <Fact name={<Trans>Kind of visit</Trans>}>{i18n._(TYPE_WORDS[visit.appointment_type])}</Fact>
          <Fact name={<Trans>Length</Trans>}>
            <Trans>{visit.duration} minutes</Trans>
          </Fact>
          {!isPatient && <Fact name={<Trans>Phone</Trans>}>{visit.patient.user.phone}</Fact>}
          {visit.is_urgent && (
            <Fact name={<Trans>Urgency</Trans>}>
              <Trans>Urgent</Trans>
            </Fact>
          )}
        </Facts>
        <VisitActions visit={visit} />
      </Panel>
      <VisitWords visit={visit} />
      <Panel title={t`History`}>
        <VisitHistory visit={visit} />
      </Panel>
    </>
  );
}
