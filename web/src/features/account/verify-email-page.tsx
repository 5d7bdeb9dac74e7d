import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack, TextInput } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { resendVerificationEmail, verifyEmail } from '../../api/generated/sdk.gen.ts';
import { forgetLinkSecret, useLinkSecret } from '../../lib/use-link-secret.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton, TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';

/** The mailed link. Only a press of the button uses it up: programs that look into mailboxes open links too. */
export function VerifyEmailPage() {
  const { t } = useLingui();
  const link = useLinkSecret('uid', 'token');
  const [state, setState] = useState<'asking' | 'done' | 'invalid'>('asking');
  const { bind, isSending, notice } = useServerForm({
    initial: {},
    async send() {
      const [uidb64 = '', token = ''] = link ?? [];
      await verifyEmail({ path: { uidb64, token }, throwOnError: true });
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
      <Page title={t`Your address is verified`}>
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
  if (!link || state === 'invalid') return <NewLink />;
  return (
    <Page
      title={t`Verify your address`}
      lead={<Trans>One step is left: confirm that this e-mail address is yours.</Trans>}
    >
      <form {...bind}>
        <Stack>
          {notice && <Notice tone="danger">{notice}</Notice>}
          <Button type="submit" size="lg" loading={isSending} fullWidth>
            <Trans>Verify my address</Trans>
          </Button>
        </Stack>
      </form>
    </Page>
  );
}

function NewLink() {
  const { t } = useLingui();
  const [isDone, setDone] = useState(false);
  const { bind, field, isSending, notice } = useServerForm({
    initial: { email: '' },
    send: (body) => resendVerificationEmail({ body, throwOnError: true }),
    done: () => setDone(true),
  });
  return (
    <Page
      title={t`This link does not work`}
      lead={
        <Trans>
          The link works once, for 24 hours. If you have verified your address already, just sign in.
          Otherwise ask for a new link here.
        </Trans>
      }
    >
      {isDone ? (
        <Notice tone="done">
          <Trans>If this address waits for verification, a new message is on its way.</Trans>
        </Notice>
      ) : (
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
              <Trans>Send a new link</Trans>
            </Button>
          </Stack>
        </form>
      )}
      <TextLink to="/sign-in">
        <Trans>Sign in</Trans>
      </TextLink>
    </Page>
  );
}
