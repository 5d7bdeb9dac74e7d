import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { listEmergencyAccessesOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { EmergencyAccess } from '../../api/generated/types.gen.ts';
import { ROLE_WORDS } from '../../app/user-menu.tsx';
import { useTimes } from '../../lib/time.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Filters } from '../../ui/filters.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextLink } from '../../ui/links.tsx';
import { PatientLink, UserLink } from '../../ui/person-link.tsx';
import classes from './audit.module.css';

const route = getRouteApi('/signed-in/office/emergencies');

const columns: readonly Column<EmergencyAccess>[] = [
  { key: 'who', title: msg`Who`, cell: (access) => <Who access={access} /> },
  { key: 'patient', title: msg`Patient`, cell: ({ patient }) => <PatientLink patient={patient} /> },
  {
    key: 'reason',
    title: msg`Reason`,
    cell: ({ reason }) => <div className={classes.reason}>{reason}</div>,
  },
  { key: 'when', title: msg`When`, cell: (access) => <When access={access} /> },
  {
    key: 'audit',
    title: msg`Audit log`,
    isTitleUnseen: true,
    align: 'end',
    cell: ({ user, patient }) => (
      <TextLink to="/office/audit" search={{ user_id: user.id, patient_id: patient.id }}>
        <Trans>What was opened</Trans>
      </TextLink>
    ),
  },
];

/** Who opened confidential records in an emergency, and why. */
export function EmergenciesPage() {
  const { t } = useLingui();
  const place = route.useSearch();
  const navigate = route.useNavigate();
  const accesses = useQuery({
    ...listEmergencyAccessesOptions({ query: place }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={t`Emergency access`}
      lead={
        <Trans>
          Who opened confidential records of a patient, for an hour each, and why. The patient was told.
        </Trans>
      }
      width="wide"
    >
      <Panel isFlush>
        <Filters>
          <NativeSelect
            aria-label={t`State`}
            value={place.is_live === undefined ? '' : String(place.is_live)}
            onChange={({ currentTarget: { value } }) =>
              void navigate({
                search: { ...place, page: undefined, is_live: value === '' ? undefined : value === 'true' },
                replace: true,
              })
            }
            data={[
              { value: '', label: t`All accesses` },
              { value: 'true', label: t`Open now` },
              { value: 'false', label: t`Over` },
            ]}
          />
        </Filters>
        <DataTable
          label={t`Emergency access`}
          of={accesses}
          columns={columns}
          place={place}
          go={({ page }) => void navigate({ search: { ...place, page } })}
          empty={
            <Empty icon={IconLock} title={<Trans>None</Trans>}>
              <Trans>Nobody has used emergency access.</Trans>
            </Empty>
          }
        />
      </Panel>
    </Page>
  );
}

function Who({ access: { user, role } }: { access: EmergencyAccess }) {
  const { i18n } = useLingui();
  return (
    <div>
      <strong>
        <UserLink id={user.id}>{user.full_name}</UserLink>
      </strong>
      <div className={classes.role}>{i18n._(ROLE_WORDS[role])}</div>
    </div>
  );
}

function When({ access: { granted_at, expires_at, is_live } }: { access: EmergencyAccess }) {
  const times = useTimes();
  const until = times.time(expires_at);
  return (
    <div>
      <time dateTime={granted_at} className="numbers">
        {times.dayAndTime(granted_at)}
      </time>
      {is_live && (
        <div>
          <span className={classes.outcome}>
            <Trans>Open until {until}</Trans>
          </span>
        </div>
      )}
    </div>
  );
}
