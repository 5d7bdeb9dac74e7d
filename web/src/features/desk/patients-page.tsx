import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { IconUserPlus, IconUserSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { listPatientsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Patient } from '../../api/generated/types.gen.ts';
import { GENDER_WORDS } from '../../lib/gender-words.ts';
import { useKeptTerm } from '../../lib/kept-term.ts';
import { oneOf, withQuery } from '../../lib/list-place.ts';
import { useTimes } from '../../lib/time.ts';
import { AccountState } from '../../ui/account-state.tsx';
import { DataTable, RowLink, type Column } from '../../ui/data-table.tsx';
import { DownloadButton } from '../../ui/download-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Filters } from '../../ui/filters.tsx';
import { LinkButton } from '../../ui/links.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchField } from '../../ui/search-field.tsx';

const route = getRouteApi('/signed-in/desk/patients');

const columns: readonly Column<Patient>[] = [
  {
    key: 'name',
    title: msg`Name`,
    sort: 'name',
    cell: ({ id, full_name }) => (
      <RowLink to="/desk/patients/$patientId" params={{ patientId: id }}>
        {full_name}
      </RowLink>
    ),
  },
  {
    key: 'born',
    title: msg`Born`,
    sort: 'date_of_birth',
    cell: (patient) => patient.date_of_birth && <Born on={patient.date_of_birth} age={patient.age} />,
  },
  {
    key: 'phone',
    title: msg`Phone`,
    cell: ({ user }) => user.phone && <span className="numbers">{user.phone}</span>,
  },
  {
    key: 'email',
    title: msg`E-mail`,
    isSecondary: true,
    cell: ({ user }) => user.erased_at === null && user.email,
  },
  { key: 'insurer', title: msg`Insurer`, isSecondary: true, cell: (patient) => patient.insurance_provider },
  {
    key: 'account',
    title: msg`Account`,
    cell: ({ user: { is_active, deactivated_at, erased_at } }) => (
      <AccountState
        isActive={is_active}
        isWaiting={!is_active && deactivated_at === null}
        isErased={erased_at !== null}
      />
    ),
  },
];

/** Everybody whom the clinic looks after. */
export function PatientsPage() {
  const { t, i18n } = useLingui();
  const place = route.useSearch();
  const navigate = route.useNavigate();
  const { typed, setTyped, term } = useKeptTerm('patients');
  const query = { ...place, search: term };
  const patients = useQuery({ ...listPatientsOptions({ query }), placeholderData: keepPreviousData });
  const filter = (change: Partial<typeof place>) =>
    void navigate({ search: { ...place, page: undefined, ...change }, replace: true });

  return (
    <Page
      title={t`Patients`}
      width="wide"
      actions={
        <>
          <DownloadButton path={withQuery('/api/patients/export/', { ...query, page: undefined })}>
            <Trans>Save as CSV</Trans>
          </DownloadButton>
          <LinkButton
            to="/desk/patients/new"
            leftSection={<IconUserPlus size={19} stroke={1.8} aria-hidden />}
          >
            <Trans>Register a patient</Trans>
          </LinkButton>
        </>
      }
    >
      <Panel isFlush>
        <Filters>
          <SearchField
            label={t`Name, phone, e-mail or insurance number`}
            value={typed}
            onChange={(value) => {
              setTyped(value);
              if (place.page) filter({});
            }}
            isBusy={patients.isPlaceholderData}
          />
          <NativeSelect
            aria-label={t`Account`}
            value={place.is_active === undefined ? '' : String(place.is_active)}
            onChange={({ currentTarget: { value } }) =>
              filter({ is_active: value === '' ? undefined : value === 'true' })
            }
            data={[
              { value: '', label: t`All accounts` },
              { value: 'true', label: t`Active` },
              { value: 'false', label: t`Not active` },
            ]}
          />
          <NativeSelect
            aria-label={t`Gender`}
            value={place.gender ?? ''}
            onChange={({ currentTarget: { value } }) =>
              filter({ gender: oneOf(value, ['F', 'M', 'O', 'P']) })
            }
            data={[
              { value: '', label: t`All genders` },
              ...Object.entries(GENDER_WORDS).map(([value, word]) => ({ value, label: i18n._(word) })),
            ]}
          />
        </Filters>
        <DataTable
          label={t`Patients`}
          of={patients}
          columns={columns}
          place={place}
          go={(next) => void navigate({ search: { ...place, ...next } as typeof place })}
          empty={
            <Empty icon={IconUserSearch} title={<Trans>Nobody is found</Trans>}>
              <Trans>Try a part of the name, or the phone number.</Trans>
            </Empty>
          }
        />
      </Panel>
    </Page>
  );
}

function Born({ on, age }: { on: string; age: number | null }) {
  const times = useTimes();
  return (
    <span className="numbers">
      {times.date(on)}
      {age !== null && ` · ${age}`}
    </span>
  );
}
