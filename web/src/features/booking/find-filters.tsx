import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listSpecializationsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { useClinic } from '../../lib/clinic.ts';
import { addDays, useTimes } from '../../lib/time.ts';
import type { Wishes } from './booking.routes.tsx';

interface FindFiltersProps {
  wishes: Wishes;
  wish(change: Wishes): void;
  /** What was typed stays on the page: names do not belong into addresses. */
  name: string;
  setName(name: string): void;
}

export function FindFilters({ wishes, wish, name, setName }: FindFiltersProps) {
  const { t } = useLingui();
  const times = useTimes();
  const clinic = useClinic();
  const [fee, setFee] = useState(String(wishes.fee ?? ''));
  const specializations = useQuery({
    ...listSpecializationsOptions({ query: { page_size: 100 } }),
    staleTime: 300_000,
  });
  const today = times.today();
  return (
    <SimpleGrid component="search" cols={{ base: 2, md: 4 }} spacing="sm">
      <NativeSelect
        label={t`Specialization`}
        value={wishes.specialization ?? ''}
        onChange={({ currentTarget }) => wish({ specialization: currentTarget.value || undefined })}
        data={[
          { value: '', label: t`All` },
          ...(specializations.data?.results ?? []).map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      <TextInput
        label={t`Name of the doctor`}
        type="search"
        maxLength={100}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <TextInput
        label={t`Day`}
        type="date"
        min={today}
        max={addDays(today, clinic.max_days_ahead)}
        value={wishes.day ?? ''}
        onChange={({ currentTarget: { value } }) =>
          wish({ day: value >= today ? value : undefined, from: value > today ? value : undefined })
        }
      />
      <TextInput
        label={<Trans>Fee, at most</Trans>}
        inputMode="numeric"
        maxLength={9}
        value={fee}
        onChange={({ currentTarget }) => {
          const digits = currentTarget.value.replaceAll(/\D/gu, '');
          setFee(digits);
          wish({ fee: digits === '' ? undefined : Number(digits) });
        }}
      />
    </SimpleGrid>
  );
}
