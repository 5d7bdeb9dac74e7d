import { Trans, useLingui } from '@lingui/react/macro';
import { Button, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { IconMailOpened } from '@tabler/icons-react';
import { useState } from 'react';
import { register } from '../../api/generated/sdk.gen.ts';
import { currentLocale } from '../../i18n/catalogues.ts';
import { wordsOf } from '../../i18n/languages.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton, TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { NewPasswordHint } from './new-password-hint.tsx';

export function SignUpPage() {
  const { t } = useLingui();
  const [isDone, setDone] = useState(false);
  const { bind, field, isSending, notice } = useServerForm({
    initial: { first_name: '', last_name: '', email: '', phone: '', password: '' },
    send: ({ phone, ...person }) =>
      register({
        body: {
          ...person,
          ...(phone && { phone }),
          password2: person.password,
          locale: wordsOf(currentLocale()),
        },
        throwOnError: true,
      }),
    done: () => setDone(true),
  });

  if (isDone) return <LookIntoMailbox />;
  return (
    <Page title={t`Create an account`} lead={<Trans>For patients. Staff are invited by the clinic.</Trans>}>
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
          <TextInput
            label={t`Phone (optional)`}
            description={t`With the country code, such as +254712345678.`}
            type="tel"
            autoComplete="tel"
            maxLength={25}
            {...field('phone')}
          />
          <PasswordField
            label={t`Password`}
            description={<NewPasswordHint />}
            autoComplete="new-password"
            {...field('password')}
          />
          <Button type="submit" size="lg" loading={isSending} fullWidth>
            <Trans>Create an account</Trans>
          </Button>
        </Stack>
      </form>
      <p>
        <Trans>Have an account?</Trans>{' '}
        <TextLink to="/sign-in">
          <Trans>Sign in</Trans>
        </TextLink>
      </p>
    </Page>
  );
}

function LookIntoMailbox() {
  const { t } = useLingui();
  return (
    <Page title={t`Look into your mailbox`}>
      <Empty
        icon={IconMailOpened}
        title={<Trans>A message is on its way</Trans>}
        action={
          <LinkButton to="/sign-in" variant="default">
            <Trans>Back to sign in</Trans>
          </LinkButton>
        }
      >
        <Trans>We have sent you a message with the next step. The link in it works for 24 hours.</Trans>
      </Empty>
    </Page>
  );
}
