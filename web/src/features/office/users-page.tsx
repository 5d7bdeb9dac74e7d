import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { IconUserPlus, IconUserSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { listUsersOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { User } from '../../api/generated/types.gen.ts';
import { ROLE_WORDS } from '../../app/user-menu.tsx';
import { useKeptTerm } from '../../lib/kept-term.ts';
import { withQuery } from '../../lib/list-place.ts';
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
import { stateOf } from './user-state.ts';
import classes from './users-page.module.css';

const route = getRouteApi('/signed-in/office/users');

const columns: readonly Column<User>[] = [
  {
    key: 'name',
    title: msg`Name`,
    sort: 'name',
    cell: ({ id, first_name, last_name, email }) => (
      <div>
        <RowLink to="/office/users/$userId" params={{ userId: id }}>
          {first_name} {last_name}
        </RowLink>
        <div className={classes.email}>{email}</div>
      </div>
    ),
  },
  { key: 'role', title: msg`Role`, sort: 'role', cell: ({ role }) => <RoleWord role={role} /> },
  {
    key: 'account',
    title: msg`Account`,
    cell: (user) => <AccountState {...stateOf(user)} />,
  },
  {
    key: 'phone',
    title: msg`Phone`,
    isSecondary: true,
    cell: ({ phone }) => phone && <span className="numbers">{phone}</span>,
  },
  {
    key: 'joined',
    title: msg`Since`,
    sort: 'date_joined',
    cell: ({ date_joined }) => <Day at={date_joined} />,
  },
];

/** Everybody who has an account. */
export function UsersPage() {
  const { t } = useLingui();
  const place = route.useSearch();
  const navigate = route.useNavigate();
  const { typed, setTyped, term } = useKeptTerm('users');
  const query = { ...place, search: term };
  const users = useQuery({ ...listUsersOptions({ query }), placeholderData: keepPreviousData });
  const filter = (change: Partial<typeof place>) =>
    void navigate({ search: { ...place, page: undefined, ...change }, replace: true });

  return (
    <Page
      title={t`Users`}
      lead={<Trans>Everybody who has an account here, and what they may do.</Trans>}
      width="wide"
      actions={
        <>
          <DownloadButton path={withQuery('/api/admin/users/export/', { ...query, page: undefined })}>
            <Trans>Save as CSV</Trans>
          </DownloadButton>
          <LinkButton to="/office/users/invite" leftSection={<IconUserPlus size={19} aria-hidden />}>
            <Trans>Invite staff</Trans>
          </LinkButton>
        </>
      }
    >
      <Panel isFlush>
        <Filters>
          <SearchField
            label={t`Name, e-mail or phone`}
            value={typed}
            onChange={(value) => {
              setTyped(value);
              if (place.page) filter({});
            }}
            isBusy={users.isPlaceholderData}
          />
          <NativeSelect
            aria-label={t`Role`}
            value={place.role ?? ''}
            onChange={({ currentTarget: { value } }) =>
              filter({ role: (value || undefined) as typeof place.role })
            }
            data={[
              { value: '', label: t`All roles` },
              { value: 'ADMIN', label: t`Administrators` },
              { value: 'DOCTOR', label: t`Doctors` },
              { value: 'PATIENT', label: t`Patients` },
            ]}
          />
          <NativeSelect
            aria-label={t`Account`}
            value={place.state ?? ''}
            onChange={({ currentTarget: { value } }) =>
              filter({ state: (value || undefined) as typeof place.state })
            }
            data={[
              { value: '', label: t`All accounts` },
              { value: 'active', label: t`Active` },
              { value: 'unverified', label: t`Not verified yet` },
              { value: 'deactivated', label: t`Switched off` },
            ]}
          />
        </Filters>
        <DataTable
          label={t`Users`}
          of={users}
          columns={columns}
          place={place}
          go={(next) => void navigate({ search: { ...place, ...next } as typeof place })}
          empty={
            <Empty icon={IconUserSearch} title={<Trans>Nobody is found</Trans>}>
              <Trans>Try a part of the name or of the address, or another role.</Trans>
            </Empty>
          }
        />
      </Panel>
    </Page>
  );
}

function RoleWord({ role }: Pick<User, 'role'>) {
  const { i18n } = useLingui();
  return i18n._(ROLE_WORDS[role]);
}

function Day({ at }: { at: string }) {
  const times = useTimes();
  return <span className="numbers">{times.date(at)}</span>;
}
