import { useLingui } from '@lingui/react/macro';
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listDoctorsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';

interface DoctorSelectProps {
  value: string | undefined;
  /** The name that belongs to it, where the page knows it. */
  name: string | undefined;
  choose(id: string | undefined): void;
}

const PAUSE_MS = 250;

/** One doctor, found as one types. */
export function DoctorSelect({ value, name, choose }: DoctorSelectProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<{ value: string; label: string }>();
  const [term] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const current =
    value === undefined
      ? undefined
      : chosen?.value === value
        ? chosen
        : { value, label: name ?? t`The chosen doctor` };
  const isTyping = term !== '' && term !== current?.label;
  const doctors = useQuery({
    ...listDoctorsOptions({ query: { page_size: 20, ...(isTyping && { search: term }) } }),
    placeholderData: keepPreviousData,
  });
  const others = (doctors.data?.results ?? [])
    .filter(({ id }) => id !== value)
    .map(({ id, full_name }) => ({ value: id, label: full_name }));
  return (
    <Select
      label={t`Doctor`}
      placeholder={t`Type a part of the name`}
      value={value ?? null}
      data={current ? [current, ...others] : others}
      searchable
      // The server has searched already, and it forgives typos.
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={t`Nobody is found.`}
      onChange={(id, doctor) => {
        setChosen(id === null ? undefined : { value: id, label: doctor.label });
        choose(id ?? undefined);
      }}
    />
  );
}
