import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { logIn, resendVerificationEmail } from '../../api/generated/sdk.gen.ts';
import { queryClient } from '../../api/query-client.ts';
import { beginSession } from '../../api/session.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { PasswordField } from '../../ui/password-field.tsx';

const route = getRouteApi('/public/sign-in');

export function SignInPage() {
  const { t } = useLingui();
  const { to } = route.useSearch();
  const router = useRouter();
  const [isUnverified, setUnverified] = useState(false);
  const { form, bind, field, isSending, notice } = useServerForm({
    initial: { email: '', password: '' },
    async send(values) {
      setUnverified(false);
      const { data } = await logIn({ body: { ...values, cookie: true }, throwOnError: true });
      return data;
    },
    async done({ access }) {
      queryClient.clear();
      beginSession(access);
      await router.navigate({ href: to ?? '/', replace: true });
    },
    refused: ({ code }) => setUnverified(code === 'account_not_active'),
  });

  return (
    <Page title={t`Sign in`} lead={<Trans>Welcome back.</Trans>}>
      <form {...bind}>
        <Stack>
          {notice && <Notice tone="danger">{notice}</Notice>}
          {isUnverified && <Resend email={form.getValues().email} />}
          <TextInput
            label={t`E-mail`}
            type="email"
            autoComplete="username"
            spellCheck={false}
            maxLength={254}
            {...field('email')}
          />
          <div>
            <PasswordField label={t`Password`} autoComplete="current-password" {...field('password')} />
            <TextLink to="/forgotten-password" mt="xs" display="inline-block">
              <Trans>Forgotten your password?</Trans>
            </TextLink>
          </div>
          <Button type="submit" size="lg" loading={isSending} fullWidth>
            <Trans>Sign in</Trans>
          </Button>
        </Stack>
      </form>
      <p>
        <Trans>New here?</Trans>{' '}
        <TextLink to="/sign-up">
          <Trans>Create an account</Trans>
        </TextLink>
      </p>
    </Page>
  );
}

function Resend({ email }: { email: string }) {
  const sending = useMutation({
    mutationFn: () => resendVerificationEmail({ body: { email }, throwOnError: true }),
  });
  if (sending.isSuccess)
    return (
      <Notice tone="done">
        <Trans>If this address waits for verification, a new message is on its way.</Trans>
      </Notice>
    );
  return (
    <Button variant="light" loading={sending.isPending} onClick={() => sending.mutate()}>
      <Trans>Send the message again</Trans>
    </Button>
  );
}
