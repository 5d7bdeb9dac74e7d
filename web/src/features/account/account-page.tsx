import { Trans, useLingui } from '@lingui/react/macro';
import { useMe } from '../../lib/me.ts';
import { LinkButton } from '../../ui/links.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { CalendarPanel } from './calendar-panel.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import { SessionsPanel } from './sessions-panel.tsx';

export function AccountPage() {
  const { t } = useLingui();
  const me = useMe();
  return (
    <Page title={t`My account`} width="narrow">
      <ProfilePanel />
      <PasswordPanel />
      <Panel
        title={<Trans>Notifications</Trans>}
        hint={<Trans>What you are told of, here and by mail.</Trans>}
        actions={
          <LinkButton to="/notifications/preferences" variant="default">
            <Trans>Choose</Trans>
          </LinkButton>
        }
      />
      {me.role !== 'ADMIN' && <CalendarPanel />}
      <SessionsPanel />
    </Page>
  );
}
