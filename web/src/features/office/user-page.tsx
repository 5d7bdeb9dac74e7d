import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { readUserOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { User } from '../../api/generated/types.gen.ts';
import { ROLE_WORDS } from '../../app/user-menu.tsx';
import { LANGUAGES } from '../../i18n/languages.ts';
import { useTimes } from '../../lib/time.ts';
import { AccountState } from '../../ui/account-state.tsx';
import { Answer } from '../../ui/answer.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AccountSwitchPanel } from './account-switch-panel.tsx';
import { InvitationPanel } from './invitation-panel.tsx';
import { RolePanel } from './role-panel.tsx';
import { stateOf } from './user-state.ts';
import { UserSessionsPanel } from './user-sessions-panel.tsx';
import classes from './users-page.module.css';

const route = getRouteApi('/signed-in/office/users/$userId');

/** One account: who it is, what they may do, where they are signed in, and switching it off. */
export function UserPage() {
  const { t } = useLingui();
  const { userId } = route.useParams();
  const user = useQuery(readUserOptions({ path: { user_id: userId } }));
  const title = user.data ? `${user.data.first_name} ${user.data.last_name}` : t`User`;
  return (
    <Page
      title={title}
      kicker={
        <TextLink to="/office/users" underline="hover">
          <Trans>Users</Trans>
        </TextLink>
      }
      lead={user.data?.email}
      width="narrow"
    >
      <Answer of={user}>
        {(found) => (
          <>
            <Account user={found} />
            {stateOf(found).isWaiting && <InvitationPanel user={found} />}
            <RolePanel key={found.role} user={found} />
            {found.is_active && <UserSessionsPanel user={found} />}
            <AccountSwitchPanel user={found} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function Account({ user }: { user: User }) {
  const { t, i18n } = useLingui();
  const times = useTimes();
  return (
    <Panel title={<Trans>Account</Trans>} actions={<AccountState {...stateOf(user)} />}>
      <Facts>
        <Fact name={t`Role`}>{i18n._(ROLE_WORDS[user.role])}</Fact>
        <Fact name={t`Phone`}>{user.phone}</Fact>
        <Fact name={t`Language of messages`}>{LANGUAGES[user.locale]}</Fact>
        <Fact name={t`Since`}>{times.date(user.date_joined)}</Fact>
        <Fact name={t`Address verified`}>{user.email_verified_at && times.date(user.email_verified_at)}</Fact>
        <Fact name={t`Switched off`}>{user.deactivated_at && times.date(user.deactivated_at)}</Fact>
      </Facts>
      <p className={classes.more}>
        {user.patient_id !== null && (
          <TextLink to="/desk/patients/$patientId" params={{ patientId: user.patient_id }}>
            <Trans>As a patient</Trans>
          </TextLink>
        )}
        {user.doctor_id !== null && (
          <TextLink to="/desk/doctors/$doctorId" params={{ doctorId: user.doctor_id }}>
            <Trans>As a doctor</Trans>
          </TextLink>
        )}
        <TextLink to="/office/audit" search={{ user_id: user.id }}>
          <Trans>What this person did</Trans>
        </TextLink>
        <TextLink to="/office/audit" search={{ object_type: 'user', object_id: user.id }}>
          <Trans>What was done to this account</Trans>
        </TextLink>
      </p>
    </Panel>
  );
}
