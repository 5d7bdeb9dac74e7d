import { Trans, useLingui } from '@lingui/react/macro';
import { IconChevronRight, IconUserSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  listAppointmentsOptions,
  listPatientsOptions,
} from '../../api/generated/@tanstack/react-query.gen.ts';
import type { ReactNode } from 'react';
import { useKeptTerm } from '../../lib/kept-term.ts';
import { useMe } from '../../lib/me.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Initials } from '../../ui/person.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import classes from './find-patient-page.module.css';

/** Finds a patient as one types; before, those whom the doctor sees today. */
export function FindPatientPage() {
  const { t } = useLingui();
  const { typed, setTyped, term } = useKeptTerm('find-patient');
  const found = useQuery({
    ...listPatientsOptions({ query: { search: term, page_size: 20 } }),
    enabled: term !== undefined,
    placeholderData: keepPreviousData,
  });
  return (
    <Page title={t`Find a patient`} width="narrow">
      <div>
        <SearchField
          label={t`Name, phone, e-mail or insurance number`}
          value={typed}
          onChange={setTyped}
          isBusy={term !== undefined && found.isFetching}
        />
      </div>
      {term === undefined ? (
        <PatientsOfToday />
      ) : (
        <Panel title={<Trans>Found</Trans>} isFlush>
          <Answer of={found}>
            {({ results, count }) =>
              results.length === 0 ? (
                <Empty icon={IconUserSearch} title={<Trans>Nobody is found</Trans>}>
                  <Trans>Try a part of the name, or the phone number.</Trans>
                </Empty>
              ) : (
                <>
                  <ul className={classes.list}>
                    {results.map(({ id, full_name, date_of_birth, age, user }) => (
                      <Row key={id} id={id} name={full_name}>
                        <Birth on={date_of_birth} age={age} />
                        {user.phone && <span className="numbers">{user.phone}</span>}
                      </Row>
                    ))}
                  </ul>
                  {count > results.length && (
                    <p className={classes.more}>
                      <Trans>There are more. Type more of the name.</Trans>
                    </p>
                  )}
                </>
              )
            }
          </Answer>
        </Panel>
      )}
    </Page>
  );
}

function PatientsOfToday() {
  const me = useMe();
  const times = useTimes();
  const today = times.today();
  const visits = useQuery(
    listAppointmentsOptions({
      query: {
        doctor_id: me.doctor_id ?? '',
        date_from: today,
        date_to: today,
        ordering: 'appointment_datetime',
        page_size: 100,
      },
    }),
  );
  if (visits.data?.results.length === 0) return null;
  return (
    <Panel title={<Trans>Your patients today</Trans>} isFlush>
      <Answer of={visits}>
        {({ results }) => (
          <ul className={classes.list}>
            {results.map(({ id, patient, appointment_datetime, reason }) => (
              <Row key={id} id={patient.id} name={patient.full_name}>
                <time dateTime={appointment_datetime} className="numbers">
                  {times.time(appointment_datetime)}
                </time>
                <span>{reason}</span>
              </Row>
            ))}
          </ul>
        )}
      </Answer>
    </Panel>
  );
}

function Row({ id, name, children }: { id: string; name: string; children: ReactNode }) {
  return (
    <li>
      <Link to="/patients/$patientId" params={{ patientId: id }} className={classes.row}>
        <Initials name={name} size={40} />
        <span className={classes.words}>
          <strong>{name}</strong>
          <span className={classes.facts}>{children}</span>
        </span>
        <IconChevronRight size={20} className={classes.arrow} aria-hidden />
      </Link>
    </li>
  );
}

function Birth({ on, age }: { on: string | null; age: number | null }) {
  const times = useTimes();
  if (on === null || age === null) return null;
  const day = times.date(on);
  return (
    <span>
      <Trans>
        {day}, {age} years
      </Trans>
    </span>
  );
}
