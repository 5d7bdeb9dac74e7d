import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  listAppointmentsOptions,
  listSpecializationsOptions,
} from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { Panel } from '../../ui/panel.tsx';
import { Initials } from '../../ui/person.tsx';
import classes from './book-again.module.css';

const MOST_DOCTORS = 3;

/** Doctors whom the patient knows, and what else there is: each one press from its free times. */
export function BookAgain() {
  const { t } = useLingui();
  const past = useQuery(
    listAppointmentsOptions({ query: { status: 'completed', ordering: '-appointment_datetime' } }),
  );
  const specializations = useQuery({
    ...listSpecializationsOptions({ query: { page_size: 100 } }),
    staleTime: 300_000,
  });
  const known = doctorsOf(past.data?.results ?? []).slice(0, MOST_DOCTORS);
  return (
    <>
      {known.length > 0 && (
        <Panel title={<Trans>See a doctor again</Trans>}>
          <ul className={classes.ways}>
            {known.map(({ id, full_name }) => (
              <li key={id}>
                <Link to="/find" search={{ doctor: id }} className={classes.way}>
                  <Initials name={full_name} size={36} />
                  {full_name}
                </Link>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {specializations.data !== undefined && specializations.data.results.length > 0 && (
        <Panel title={<Trans>What do you need?</Trans>}>
          <ul className={classes.ways} aria-label={t`Specializations`}>
            {specializations.data.results.map(({ id, name }) => (
              <li key={id}>
                <Link to="/find" search={{ specialization: id }} className={classes.way} data-plain>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function doctorsOf(visits: readonly Appointment[]): Appointment['doctor'][] {
  return [...new Map(visits.map(({ doctor }) => [doctor.id, doctor])).values()];
}
