import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listPatientsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { PlainList } from '../../ui/plain-list.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import classes from './patient-picker.module.css';

interface PatientPickerProps {
  chosen: readonly string[];
  /** No more can be chosen. */
  isFull: boolean;
  add(id: string): void;
}

const PAUSE_MS = 250;

/** Finds patients as one types, and adds one after the other. */
export function PatientPicker({ chosen, isFull, add }: PatientPickerProps) {
  const { t } = useLingui();
  const times = useTimes();
  const [typed, setTyped] = useState('');
  const [term] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const found = useQuery({
    ...listPatientsOptions({ query: { search: term, page_size: 8 } }),
    enabled: term !== '',
    placeholderData: keepPreviousData,
  });
  return (
    <Stack gap="sm">
      <search className={classes.search}>
        <SearchField
          label={t`Name, phone, e-mail or insurance number`}
          value={typed}
          onChange={setTyped}
          isBusy={found.isFetching}
        />
      </search>
      {term !== '' && (
        <Answer of={found} skeleton={<Lines height={40} />}>
          {({ results }) =>
            results.length === 0 ? (
              <p className={classes.nobody} role="status">
                <Trans>Nobody is found.</Trans>
              </p>
            ) : (
              <PlainList label={t`Found patients`}>
                {results.map(({ id, full_name, date_of_birth, user }) => (
                  <li key={id} className={classes.found}>
                    <div className={classes.words}>
                      <strong>{full_name}</strong>
                      <span className={classes.more}>
                        {[date_of_birth && times.date(date_of_birth), user.phone].filter(Boolean).join(' · ')}
                      </span>
                    </div>
                    <Button
                      variant="default"
                      size="sm"
                      flex="none"
                      leftSection={<IconPlus size={16} aria-hidden />}
                      disabled={isFull || chosen.includes(id)}
                      onClick={() => add(id)}
                      aria-label={t`Choose ${full_name}`}
                    >
                      {chosen.includes(id) ? <Trans>Chosen</Trans> : <Trans>Choose</Trans>}
                    </Button>
                  </li>
                ))}
              </PlainList>
            )
          }
        </Answer>
      )}
      {isFull && (
        <p className={classes.nobody} role="status">
          <Trans>A hundred at a time.</Trans>
        </p>
      )}
    </Stack>
  );
}
