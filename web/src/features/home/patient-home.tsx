import { Trans, useLingui } from '@lingui/react/macro';
import { IconCalendarHeart, IconCalendarPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { listAppointmentsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { useMe } from '../../lib/me.ts';
import { useTimes } from '../../lib/time.ts';
import { COMING } from '../../lib/visit-statuses.ts';
import { Answer } from '../../ui/answer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton, TextLink } from '../../ui/links.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PlainList } from '../../ui/plain-list.tsx';
import { VisitLine } from '../../ui/visit-line.tsx';
import { BookAgain } from './book-again.tsx';
import { NextVisit } from './next-visit.tsx';
import { ToDo } from './to-do.tsx';

/** What comes next, what is to be done about it, and quick ways to the next visit. */
export function PatientHome() {
  const { t } = useLingui();
  const me = useMe();
  const times = useTimes();
  const isPatient = me.role === 'PATIENT';
  const visits = useQuery(
    listAppointmentsOptions({
      query: {
        date_from: times.today(),
        status: `${COMING},in_progress`,
        ordering: 'appointment_datetime',
      },
    }),
  );
  return (
    <Page
      title={t`Hello, ${me.first_name}`}
      lead={times.longDay(times.today())}
      actions={isPatient && <BookButton />}
    >
      <Answer of={visits}>
        {({ results }) => {
          const [next, ...later] = results;
          if (next === undefined)
            return (
              <Panel>
                <Empty
                  icon={IconCalendarHeart}
                  title={<Trans>No visit is planned</Trans>}
                  action={isPatient && <BookButton />}
                />
              </Panel>
            );
          return (
            <>
              {isPatient && <ToDo visits={results} />}
              <NextVisit visit={next} />
              {later.length > 0 && (
                <Panel
                  title={<Trans>After that</Trans>}
                  actions={
                    isPatient && (
                      <TextLink to="/visits">
                        <Trans>All my visits</Trans>
                      </TextLink>
                    )
                  }
                  isFlush
                >
                  <PlainList>
                    {later.map((visit) => (
                      <li key={visit.id}>
                        <VisitLine visit={visit} who={isPatient ? 'doctor' : 'patient'} isLink />
                      </li>
                    ))}
                  </PlainList>
                </Panel>
              )}
            </>
          );
        }}
      </Answer>
      {/* Not before what stands above: it would be pushed away from under the finger. */}
      {isPatient && !visits.isPending && <BookAgain />}
    </Page>
  );
}

function BookButton() {
  return (
    <LinkButton to="/find" leftSection={<IconCalendarPlus size={20} aria-hidden />}>
      <Trans>Book a visit</Trans>
    </LinkButton>
  );
}
