import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack, TextInput } from '@mantine/core';
import { IconMailOpened } from '@tabler/icons-react';
import { useState } from 'react';
import { requestPasswordReset } from '../../api/generated/sdk.gen.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton, TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';

export function ForgottenPasswordPage() {
  const { t } = useLingui();
  const [isDone, setDone] = useState(false);
  const { bind, field, isSending, notice } = useServerForm({
    initial: { email: '' },
    send: (body) => requestPasswordReset({ body, throwOnError: true }),
    done: () => setDone(true),
  });

  if (isDone)
    return (
      <Page title={t`Look into your mailbox`}>
        <Empty
          icon={IconMailOpened}
          title={<Trans>If we know you, a message is on its way</Trans>}
          action={
            <LinkButton to="/sign-in" variant="default">
              <Trans>Back to sign in</Trans>
            </LinkButton>
          }
        >
          <Trans>
            If there is an account with this address, you get a link to choose a new password. It works for 30
            minutes.
          </Trans>
        </Empty>
      </Page>
    );
  return (
    <Page
      title={t`Forgotten your password`}
      lead={<Trans>Tell us your address and we send you a link to choose a new one.</Trans>}
    >
      <form {...bind}>
        <Stack>
          {notice && <Notice tone="danger">{notice}</Notice>}
          <TextInput
            label={t`E-mail`}
            type="email"
            autoComplete="username"
            spellCheck={false}
            maxLength={254}
            {...field('email')}
          />
          <Button type="submit" size="lg" loading={isSending} fullWidth>
            <Trans>Send me a link</Trans>
          </Button>
        </Stack>
      </form>
      <TextLink to="/sign-in">
        <Trans>Back to sign in</Trans>
      </TextLink>
    </Page>
  );
}
