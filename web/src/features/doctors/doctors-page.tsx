import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { IconStethoscopeOff, IconUserPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { listDoctorsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { Doctor } from '../../api/generated/types.gen.ts';
import { useKeptTerm } from '../../lib/kept-term.ts';
import { withQuery } from '../../lib/list-place.ts';
import { useMoney } from '../../lib/money.ts';
import { AccountState } from '../../ui/account-state.tsx';
import { DataTable, RowLink, type Column } from '../../ui/data-table.tsx';
import { DownloadButton } from '../../ui/download-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Filters } from '../../ui/filters.tsx';
import { LinkButton, TextLink } from '../../ui/links.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { allSpecializations } from './all-specializations.ts';

const route = getRouteApi('/signed-in/desk/doctors');

const columns: readonly Column<Doctor>[] = [
  {
    key: 'name',
    title: msg`Name`,
    sort: 'name',
    cell: ({ id, full_name }) => (
      <RowLink to="/desk/doctors/$doctorId" params={{ doctorId: id }}>
        {full_name}
      </RowLink>
    ),
  },
  {
    key: 'specializations',
    title: msg`Specializations`,
    cell: ({ specializations }) => specializations.map(({ name }) => name).join(', '),
  },
  { key: 'office', title: msg`Office`, isSecondary: true, cell: (doctor) => doctor.office_address },
  {
    key: 'fee',
    title: msg`Fee`,
    sort: 'consultation_fee',
    align: 'end',
    cell: (doctor) => <Fee amount={doctor.consultation_fee} />,
  },
  {
    key: 'experience',
    title: msg`Years`,
    sort: 'years_of_experience',
    align: 'end',
    isSecondary: true,
    cell: (doctor) => <span className="numbers">{doctor.years_of_experience}</span>,
  },
  { key: 'bookings', title: msg`Bookings`, cell: (doctor) => <Bookings doctor={doctor} /> },
  {
    key: 'account',
    title: msg`Account`,
    cell: ({ user: { is_active, deactivated_at } }) => (
      <AccountState isActive={is_active} isWaiting={!is_active && deactivated_at === null} />
    ),
  },
  {
    key: 'hours',
    title: msg`Hours`,
    isTitleUnseen: true,
    align: 'end',
    cell: (doctor) => <Hours of={doctor} />,
  },
];

/** Who sees patients here. */
export function DoctorsPage() {
  const { t } = useLingui();
  const place = route.useSearch();
  const navigate = route.useNavigate();
  const { typed, setTyped, term } = useKeptTerm('doctors');
  const query = { ...place, search: term };
  const doctors = useQuery({ ...listDoctorsOptions({ query }), placeholderData: keepPreviousData });
  const specializations = useQuery(allSpecializations);
  const filter = (change: Partial<typeof place>) =>
    void navigate({ search: { ...place, page: undefined, ...change }, replace: true });
  return (
    <Page
      title={t`Doctors`}
      width="wide"
      actions={
        <>
          <DownloadButton path={withQuery('/api/doctors/export/', { ...query, page: undefined })}>
            <Trans>Save as CSV</Trans>
          </DownloadButton>
          <LinkButton to="/desk/specializations" variant="default">
            <Trans>Specializations</Trans>
          </LinkButton>
          <LinkButton
            to="/desk/doctors/new"
            leftSection={<IconUserPlus size={19} stroke={1.8} aria-hidden />}
          >
            <Trans>Register a doctor</Trans>
          </LinkButton>
        </>
      }
    >
      <Panel isFlush>
        <Filters>
          <SearchField
            label={t`Name, specialization or office`}
            value={typed}
            onChange={(value) => {
              setTyped(value);
              if (place.page) filter({});
            }}
            isBusy={doctors.isPlaceholderData}
          />
          <NativeSelect
            aria-label={t`Specialization`}
            value={place.specialization_id ?? ''}
            onChange={({ currentTarget: { value } }) => filter({ specialization_id: value || undefined })}
            data={[
              { value: '', label: t`All specializations` },
              ...(specializations.data?.results ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <NativeSelect
            aria-label={t`Bookings`}
            value={place.is_available === undefined ? '' : String(place.is_available)}
            onChange={({ currentTarget: { value } }) =>
              filter({ is_available: value === '' ? undefined : value === 'true' })
            }
            data={[
              { value: '', label: t`Bookings or not` },
              { value: 'true', label: t`Takes bookings` },
              { value: 'false', label: t`Takes no bookings` },
            ]}
          />
          <NativeSelect
            aria-label={t`Account`}
            value={String(place.is_active ?? true)}
            onChange={({ currentTarget: { value } }) =>
              filter({ is_active: value === 'true' ? undefined : false })
            }
            data={[
              { value: 'true', label: t`Active` },
              { value: 'false', label: t`Not active` },
            ]}
          />
        </Filters>
        <DataTable
          label={t`Doctors`}
          of={doctors}
          columns={columns}
          place={place}
          go={(next) => void navigate({ search: { ...place, ...next } as typeof place })}
          empty={
            <Empty icon={IconStethoscopeOff} title={<Trans>No doctor is found</Trans>}>
              <Trans>Those who have not signed in yet stand under “Not active”.</Trans>
            </Empty>
          }
        />
      </Panel>
    </Page>
  );
}

function Fee({ amount }: { amount: string }) {
  const money = useMoney();
  return <span className="numbers">{money(amount)}</span>;
}

function Bookings({ doctor }: { doctor: Doctor }) {
  return doctor.is_available ? <Trans>Takes bookings</Trans> : <Trans>Takes no bookings</Trans>;
}

function Hours({ of: { id, full_name } }: { of: Doctor }) {
  const { t } = useLingui();
  return (
    <TextLink
      to="/doctors/$doctorId/schedule"
      params={{ doctorId: id }}
      aria-label={t`Hours of ${full_name}`}
      pos="relative"
    >
      <Trans>Hours</Trans>
    </TextLink>
  );
}
