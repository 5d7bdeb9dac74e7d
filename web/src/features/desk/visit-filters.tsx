import { Trans, useLingui } from '@lingui/react/macro';
import { Checkbox, NativeSelect } from '@mantine/core';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { COMING, VISIT_STATUSES } from '../../lib/visit-statuses.ts';
import { DateRangeFilter, FilterFields, Filters } from '../../ui/filters.tsx';
import { PersonFilter } from '../../ui/person-filter.tsx';
import { STATUS_WORDS } from '../../ui/status-badge.tsx';
import classes from './visit-filters.module.css';

type Choice = (typeof CHOICES)[number];
/** Those that are still to come together, and each status by itself. */
const CHOICES = [COMING, ...VISIT_STATUSES] as const;

/** What the list of all visits is narrowed to; ids and dates only, for it stands in the URL. */
export interface VisitFilterValues {
  /** By the clock of the clinic, both included. */
  date_from?: string | undefined;
  date_to?: string | undefined;
  doctor_id?: string | undefined;
  patient_id?: string | undefined;
  status?: Choice | undefined;
  needs_reschedule?: boolean | undefined;
}

interface VisitFiltersProps {
  place: VisitFilterValues;
  /** A visit that is listed: it knows the names of the people whom the list is narrowed to. */
  listed: Appointment | undefined;
  filter(change: VisitFilterValues): void;
}

/** When, with whom, whose, and how they stand. */
export function VisitFilters({ place, listed, filter }: VisitFiltersProps) {
  const { t, i18n } = useLingui();
  const { doctor, patient } = listed ?? {};
  return (
    <Filters>
      <FilterFields>
        <DateRangeFilter place={place} filter={filter} />
        <PersonFilter
          of="doctors"
          label={t`Doctor`}
          value={place.doctor_id}
          name={doctor?.id === place.doctor_id ? doctor?.full_name : undefined}
          choose={(doctor_id) => filter({ doctor_id })}
        />
        <PersonFilter
          of="patients"
          label={t`Patient`}
          value={place.patient_id}
          name={patient?.id === place.patient_id ? patient?.full_name : undefined}
          choose={(patient_id) => filter({ patient_id })}
        />
        <NativeSelect
          label={t`Status`}
          value={place.status ?? ''}
          onChange={({ currentTarget: { value } }) =>
            filter({ status: CHOICES.find((status) => status === value) })
          }
          data={[
            { value: '', label: t`Any status` },
            { value: COMING, label: t`Still to come` },
            ...VISIT_STATUSES.map((value) => ({ value, label: i18n._(STATUS_WORDS[value]) })),
          ]}
        />
        <Checkbox
          className={classes.tick}
          label={<Trans>Needs another time</Trans>}
          checked={place.needs_reschedule ?? false}
          onChange={({ currentTarget: { checked } }) => filter({ needs_reschedule: checked || undefined })}
        />
      </FilterFields>
    </Filters>
  );
}
