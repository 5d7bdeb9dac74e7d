import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listPatientsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import type { Person } from './book-dialog.tsx';
import { PersonChoices } from './person-choices.tsx';

const AT_A_GLANCE = 7;
const PAUSE_MS = 200;

interface FindPatientProps {
  choose(patient: Person): void;
  /** Somebody who is not known yet; what was typed may be the name. */
  register(typed: string): void;
}

/** Searches as one types. What is typed leaves this component only in the request. */
export function FindPatient({ choose, register }: FindPatientProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const [settled] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const found = useQuery({
    ...listPatientsOptions({ query: { search: settled, page_size: AT_A_GLANCE } }),
    enabled: settled !== '',
    placeholderData: settled === '' ? undefined : keepPreviousData,
  });
  return (
    <Stack>
      <SearchField
        label={t`Name, phone, e-mail or insurance number`}
        value={typed}
        onChange={setTyped}
        isBusy={found.isFetching}
      />
      {settled === '' ? (
        <p style={{ margin: 0, color: 'var(--ink-soft)' }}>
          <Trans>Who is it for? A part of the name is enough, in any order.</Trans>
        </p>
      ) : (
        <Answer of={found} skeleton={<Lines height={56} />}>
          {({ results, count }) => (
            <>
              <PersonChoices
                label={t`Patients who are found`}
                people={results.map(({ user, ...patient }) => ({ ...patient, phone: user.phone }))}
                choose={choose}
              />
              <p role="status" style={{ margin: 0, color: 'var(--ink-soft)' }}>
                {count === 0 && <Trans>Nobody is found.</Trans>}
                {count > AT_A_GLANCE && <Trans>There are more. Type more of the name.</Trans>}
              </p>
            </>
          )}
        </Answer>
      )}
      <div>
        <Button
          variant="light"
          leftSection={<IconUserPlus size={19} stroke={1.8} aria-hidden />}
          onClick={() => register(typed)}
        >
          <Trans>Register a new patient</Trans>
        </Button>
      </div>
    </Stack>
  );
}
