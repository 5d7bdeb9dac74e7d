import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack } from '@mantine/core';
import { IconCircleCheck, IconLinkOff } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { acceptInvitation, confirmPasswordReset } from '../../api/generated/sdk.gen.ts';
import { forgetLinkSecret, useLinkSecret } from '../../lib/use-link-secret.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { NewPasswordHint } from './new-password-hint.tsx';

type Confirm = typeof confirmPasswordReset | typeof acceptInvitation;

interface SetPasswordProps {
  title: string;
  lead: ReactNode;
  confirm: Confirm;
  /** What to do with a link that does not work. */
  remedy: ReactNode;
  action: ReactNode;
}

export function ResetPasswordPage() {
  const { t } = useLingui();
  return (
    <SetPassword
      title={t`Choose a new password`}
      lead={<Trans>All your devices will be signed out.</Trans>}
      confirm={confirmPasswordReset}
      remedy={<Trans>It works once, for 30 minutes. Your password is as it was.</Trans>}
      action={
        <LinkButton to="/forgotten-password">
          <Trans>Ask for a new link</Trans>
        </LinkButton>
      }
    />
  );
}

export function InvitationPage() {
  const { t } = useLingui();
  return (
    <SetPassword
      title={t`Welcome to the clinic`}
      lead={<Trans>An account is ready for you. Choose a password to use it.</Trans>}
      confirm={acceptInvitation}
      remedy={<Trans>The invitation works once, for 72 hours. Ask the clinic for a new one.</Trans>}
      action={
        <LinkButton to="/sign-in" variant="default">
          <Trans>Back to sign in</Trans>
        </LinkButton>
      }
    />
  );
}

function SetPassword({ title, lead, confirm, remedy, action }: SetPasswordProps) {
  const { t } = useLingui();
  const link = useLinkSecret('uid', 'token');
  const [state, setState] = useState<'asking' | 'done' | 'invalid'>('asking');
  const { bind, field, isSending, notice } = useServerForm({
    initial: { password: '' },
    async send({ password }) {
      const [uidb64 = '', token = ''] = link ?? [];
      await confirm({ body: { uidb64, token, password, password2: password }, throwOnError: true });
    },
    done() {
      forgetLinkSecret();
      setState('done');
    },
    refused({ code }) {
      if (code === 'token_invalid') setState('invalid');
      return code === 'token_invalid';
    },
  });

  if (state === 'done')
    return (
      <Page title={t`Your password is set`}>
        <Empty
          icon={IconCircleCheck}
          title={<Trans>You can sign in now</Trans>}
          action={
            <LinkButton to="/sign-in">
              <Trans>Sign in</Trans>
            </LinkButton>
          }
        />
      </Page>
    );
  if (!link || state === 'invalid') return <InvalidLink remedy={remedy} action={action} />;
  return (
    <Page title={title} lead={lead}>
      <form {...bind}>
        <Stack>
          {notice && <Notice tone="danger">{notice}</Notice>}
          <PasswordField
            label={t`New password`}
            description={<NewPasswordHint />}
            autoComplete="new-password"
            {...field('password')}
          />
          <Button type="submit" size="lg" loading={isSending} fullWidth>
            <Trans>Save password</Trans>
          </Button>
        </Stack>
      </form>
    </Page>
  );
}

export function InvalidLink({ remedy, action }: Pick<SetPasswordProps, 'remedy' | 'action'>) {
  const { t } = useLingui();
  return (
    <Page title={t`This link does not work`}>
      <Empty
        icon={IconLinkOff}
        title={<Trans>It was used, has lapsed, or is not whole</Trans>}
        action={action}
      >
        {remedy}
      </Empty>
    </Page>
  );
}
