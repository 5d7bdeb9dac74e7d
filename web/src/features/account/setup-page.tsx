import { Trans, useLingui } from '@lingui/react/macro';
import { Button, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { createFirstAdmin } from '../../api/generated/sdk.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { forgetLinkSecret, useLinkSecret } from '../../lib/use-link-secret.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { NewPasswordHint } from './new-password-hint.tsx';
import { InvalidLink } from './set-password-page.tsx';

/** The one-time link that the first start prints. */
export function SetupPage() {
  const { t } = useLingui();
  const link = useLinkSecret('token');
  const [state, setState] = useState<'asking' | 'done' | 'invalid'>('asking');
  const { bind, field, isSending, notice } = useServerForm({
    initial: { first_name: '', last_name: '', email: '', password: '' },
    send: (person) =>
      createFirstAdmin({
        body: { ...person, password2: person.password, token: link?.[0] ?? '' },
        throwOnError: true,
      }),
    done() {
      forgetLinkSecret();
      setState('done');
      void refreshAnswers('readClinic');
    },
    refused({ code }) {
      const isOver = code === 'token_invalid' || code === 'already_set_up';
      if (isOver) setState('invalid');
      return isOver;
    },
  });

  if (state === 'done')
    return (
      <Page title={t`Etiba is ready`}>
        <Empty
          icon={IconCircleCheck}
          title={<Trans>Your clinic has its first administrator</Trans>}
          action={
            <LinkButton to="/sign-in">
              <Trans>Sign in</Trans>
            </LinkButton>
          }
        >
          <Trans>You can sign in now with your e-mail and password.</Trans>
        </Empty>
      </Page>
    );
  if (!link || state === 'invalid')
    return (
      <InvalidLink
        remedy={<Trans>Etiba prints the right link whenever it starts without an administrator.</Trans>}
        action={
          <LinkButton to="/sign-in" variant="default">
            <Trans>Sign in</Trans>
          </LinkButton>
        }
      />
    );
  return (
    <Page title={t`Set up Etiba`} lead={<Trans>Make the first administrator. This page works once.</Trans>}>
      <form {...bind}>
        <Stack>
          {notice && <Notice tone="danger">{notice}</Notice>}
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={t`First name`}
              autoComplete="given-name"
              maxLength={100}
              {...field('first_name')}
            />
            <TextInput
              label={t`Last name`}
              autoComplete="family-name"
              maxLength={100}
              {...field('last_name')}
            />
          </SimpleGrid>
          <TextInput
            label={t`E-mail`}
            type="email"
            autoComplete="username"
            spellCheck={false}
            maxLength={254}
            {...field('email')}
          />
          <PasswordField
            label={t`Password`}
            description={<NewPasswordHint />}
            autoComplete="new-password"
            {...field('password')}
          />
          <Button type="submit" size="lg" loading={isSending} fullWidth>
            <Trans>Create administrator</Trans>
          </Button>
        </Stack>
      </form>
    </Page>
  );
}
