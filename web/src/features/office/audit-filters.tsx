import { useLingui } from '@lingui/react/macro';
import { NativeSelect, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { listAuditActionsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { AuditEvent, ListAuditEventsData } from '../../api/generated/types.gen.ts';
import { DateRangeFilter, FilterFields, Filters } from '../../ui/filters.tsx';
import { PersonFilter } from '../../ui/person-filter.tsx';
import { ACTION_WORDS } from './audit-words.ts';

export type AuditPlace = NonNullable<ListAuditEventsData['query']>;

interface AuditFiltersProps {
  place: { [Name in keyof AuditPlace]: AuditPlace[Name] | undefined };
  /** An entry that is listed: it knows the names of the people whom the list is narrowed to. */
  newest: AuditEvent | undefined;
  filter(change: { [Name in keyof AuditPlace]: AuditPlace[Name] | undefined }): void;
}

/** Who, whose data, what, how it ended, and when. */
export function AuditFilters({ place, newest, filter }: AuditFiltersProps) {
  const { t, i18n } = useLingui();
  const actions = useQuery({ ...listAuditActionsOptions(), staleTime: 300_000 });
  const known = new Set([...(actions.data?.actions ?? []), ...(place.action ? [place.action] : [])]);
  const options = [...known]
    .map((action) => ({ value: action, label: ACTION_WORDS[action] ? i18n._(ACTION_WORDS[action]) : action }))
    .toSorted((one, other) => one.label.localeCompare(other.label, i18n.locale));
  return (
    <Filters>
      <FilterFields>
        <PersonFilter
          of="users"
          label={t`Who`}
          value={place.user_id}
          name={newest?.actor_user_id === place.user_id ? newest?.actor_name : undefined}
          choose={(user_id) => filter({ user_id })}
        />
        <PersonFilter
          of="patients"
          label={t`Patient`}
          value={place.patient_id}
          name={newest?.patient_id === place.patient_id ? newest?.patient_name : undefined}
          choose={(patient_id) => filter({ patient_id })}
        />
        <Select
          label={t`What`}
          placeholder={t`Everything`}
          data={options}
          value={place.action ?? null}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t`Everything` }}
          nothingFoundMessage={t`Nothing is found`}
          onChange={(action) => filter({ action: action ?? undefined })}
        />
        <NativeSelect
          label={t`How it ended`}
          value={place.outcome ?? ''}
          onChange={({ currentTarget: { value } }) =>
            filter({ outcome: (value || undefined) as AuditPlace['outcome'] })
          }
          data={[
            { value: '', label: t`Any way` },
            { value: 'success', label: t`Done` },
            { value: 'denied', label: t`Denied` },
            { value: 'failure', label: t`Failed` },
          ]}
        />
        <DateRangeFilter place={place} filter={filter} />
      </FilterFields>
    </Filters>
  );
}
