import { useLingui } from '@lingui/react/macro';
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  listDoctorsOptions,
  listPatientsOptions,
  listUsersOptions,
} from '../api/generated/@tanstack/react-query.gen.ts';

interface PersonFilterProps {
  /** Whose ids are chosen: of accounts, of patients, or of doctors. */
  of: 'users' | 'patients' | 'doctors';
  label: string;
  /** The chosen id. */
  value: string | undefined;
  /** The name that belongs to it, where what is listed tells it. */
  name: string | null | undefined;
  choose(id: string | undefined): void;
}

const PAUSE_MS = 250;
const MOST = 12;

/** Narrows a list to one person, found as one types. The name stays on the page; only the id goes into the URL. */
export function PersonFilter({ of, label, value, name, choose }: PersonFilterProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<{ value: string; label: string }>();
  const [term] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const current = value === undefined ? undefined : nameOf(value);
  const isTyping = term !== '' && term !== current?.label;
  const query = { search: term, page_size: MOST };
  const users = useQuery({
    ...listUsersOptions({ query }),
    enabled: of === 'users' && isTyping,
    placeholderData: keepPreviousData,
  });
  const patients = useQuery({
    ...listPatientsOptions({ query }),
    enabled: of === 'patients' && isTyping,
    placeholderData: keepPreviousData,
  });
  const doctors = useQuery({
    ...listDoctorsOptions({ query }),
    enabled: of === 'doctors' && isTyping,
    placeholderData: keepPreviousData,
  });
  const gone = useQuery({
    ...listDoctorsOptions({ query: { ...query, is_active: false } }),
    enabled: of === 'doctors' && isTyping,
    placeholderData: keepPreviousData,
  });
  const found = {
    users: users.data?.results.map(({ first_name, last_name, ...user }) => ({
      ...user,
      full_name: `${first_name} ${last_name}`,
    })),
    patients: patients.data?.results,
    doctors: doctors.data && gone.data && [...doctors.data.results, ...gone.data.results],
  }[of];
  const people = (found ?? []).map(({ id, full_name }) => ({ value: id, label: full_name }));
  const others = isTyping ? people.filter((person) => person.value !== value) : [];

  function nameOf(id: string) {
    return chosen?.value === id ? chosen : { value: id, label: name ?? t`The chosen person` };
  }

  return (
    <Select
      label={label}
      placeholder={t`Anybody`}
      value={value ?? null}
      data={current ? [current, ...others] : others}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t`Anybody` }}
      // The server has searched already, and it forgives typos.
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={isTyping ? t`Nobody is found` : t`Type a part of the name`}
      onChange={(id, person) => {
        setChosen(id === null ? undefined : { value: id, label: person.label });
        choose(id ?? undefined);
      }}
    />
  );
}
