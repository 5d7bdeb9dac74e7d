import { Trans, useLingui } from '@lingui/react/macro';
import { Button, MultiSelect, NativeSelect, Radio, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { listSpecializationsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { inviteStaff, registerDoctor } from '../../api/generated/sdk.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { LANGUAGES, type Language } from '../../i18n/languages.ts';
import { useClinic } from '../../lib/clinic.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './invite-page.module.css';

interface Invitation {
  role: 'ADMIN' | 'DOCTOR';
  first_name: string;
  last_name: string;
  email: string;
  phone: string;
  locale: Language;
  license_number: string;
  specialization_ids: string[];
}

const nobody: Omit<Invitation, 'locale'> = {
  role: 'DOCTOR',
  first_name: '',
  last_name: '',
  email: '',
  phone: '',
  license_number: '',
  specialization_ids: [],
};

/** An account for a colleague, who chooses the password by the mailed link. */
export function InvitePage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { locale } = useClinic();
  const fields = useQuery(listSpecializationsOptions({ query: { page_size: 100 } }));
  const { form, bind, field, isSending, notice } = useServerForm({
    initial: { ...nobody, locale },
    async send({ role, phone, license_number, specialization_ids, ...names }) {
      const person = { ...names, ...(phone && { phone }) };
      if (role === 'ADMIN') {
        const { data } = await inviteStaff({ body: { ...person, role }, throwOnError: true });
        return data.id;
      }
      const body = { ...person, license_number, specialization_ids };
      const { data } = await registerDoctor({ body, throwOnError: true });
      return data.user.id;
    },
    async done(userId, { email }) {
      void refreshAnswers('listUsers', 'listDoctors');
      notifications.show({ message: t`The invitation is on its way to ${email}.` });
      await navigate({ to: '/office/users/$userId', params: { userId }, replace: true });
    },
  });
  const isDoctor = form.values.role === 'DOCTOR';

  return (
    <Page
      title={t`Invite staff`}
      kicker={
        <TextLink to="/office/users" underline="hover">
          <Trans>Users</Trans>
        </TextLink>
      }
      lead={<Trans>They get a message with a link to choose a password. It works for 72 hours.</Trans>}
      width="narrow"
    >
      <Panel>
        <form {...bind}>
          <Stack gap="lg">
            {notice && <Notice tone="danger">{notice}</Notice>}
            <Radio.Group size="md" label={t`What they do here`} {...field('role')}>
              <SimpleGrid cols={{ base: 1, xs: 2 }} mt="xs">
                <Role
                  value="DOCTOR"
                  title={t`Doctor`}
                  words={t`Sees patients, writes records, keeps own hours.`}
                />
                <Role
                  value="ADMIN"
                  title={t`Administrator`}
                  words={t`Runs the front desk, accounts and settings.`}
                />
              </SimpleGrid>
            </Radio.Group>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput
                label={t`First name`}
                autoComplete="off"
                maxLength={100}
                withAsterisk
                {...field('first_name')}
              />
              <TextInput
                label={t`Last name`}
                autoComplete="off"
                maxLength={100}
                withAsterisk
                {...field('last_name')}
              />
              <TextInput
                label={t`E-mail`}
                type="email"
                autoComplete="off"
                spellCheck={false}
                maxLength={254}
                withAsterisk
                {...field('email')}
              />
              <TextInput label={t`Phone`} type="tel" autoComplete="off" maxLength={25} {...field('phone')} />
              {isDoctor && (
                <TextInput
                  label={t`Licence number`}
                  autoComplete="off"
                  maxLength={50}
                  withAsterisk
                  {...field('license_number')}
                />
              )}
              <NativeSelect
                label={t`Language of messages`}
                data={(Object.keys(LANGUAGES) as Language[]).map((value) => ({
                  value,
                  label: LANGUAGES[value],
                }))}
                {...field('locale')}
              />
            </SimpleGrid>
            {isDoctor && (
              <MultiSelect
                label={t`Specializations`}
                size="md"
                searchable
                data={fields.data?.results.map(({ id, name }) => ({ value: id, label: name })) ?? []}
                nothingFoundMessage={t`Nothing is found`}
                {...field('specialization_ids')}
              />
            )}
            <div>
              <Button type="submit" loading={isSending}>
                <Trans>Send the invitation</Trans>
              </Button>
            </div>
          </Stack>
        </form>
      </Panel>
    </Page>
  );
}

function Role({ value, title, words }: { value: string; title: string; words: string }) {
  return (
    <Radio.Card value={value} className={classes.role} aria-label={title} aria-description={words}>
      <Radio.Indicator />
      <span>
        <strong>{title}</strong>
        <span className={classes.words}>{words}</span>
      </span>
    </Radio.Card>
  );
}
