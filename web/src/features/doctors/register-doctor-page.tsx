import { Trans, useLingui } from '@lingui/react/macro';
import { Button, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { registerDoctor } from '../../api/generated/sdk.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { LANGUAGES, type Language } from '../../i18n/languages.ts';
import { useClinic } from '../../lib/clinic.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { FieldGroup } from '../../ui/field-group.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StillTrying } from '../../ui/still-trying.tsx';
import { DoctorFields } from './doctor-fields.tsx';
import { BLANK_DOCTOR, bodyOf, type DoctorValues } from './doctor-form.ts';

interface Registration extends DoctorValues {
  email: string;
  locale: Language;
}

/** A new doctor, who is invited to choose a password. */
export function RegisterDoctorPage() {
  const { t } = useLingui();
  const { locale } = useClinic();
  const navigate = useNavigate();
  const initial: Registration = { ...BLANK_DOCTOR, email: '', locale };
  const form = useServerForm({
    initial,
    async send({ email, locale: language, ...values }) {
      const phone = values.phone.trim();
      const { data } = await registerDoctor({
        body: { ...bodyOf(values), ...(phone && { phone }), email, locale: language },
        throwOnError: true,
      });
      return data;
    },
    async done({ id, full_name }) {
      notifications.show({ message: t`${full_name} is registered, an invitation is on its way.` });
      await refreshAnswers('listDoctors');
      await navigate({ to: '/desk/doctors/$doctorId', params: { doctorId: id } });
    },
  });
  const { bind, field, isSending, isRetrying, notice } = form;
  return (
    <Page
      title={t`Register a doctor`}
      kicker={
        <TextLink to="/desk/doctors" underline="hover">
          <Trans>Doctors</Trans>
        </TextLink>
      }
      lead={<Trans>The doctor gets an invitation to choose a password. Weekly hours come next.</Trans>}
      width="narrow"
    >
      <Panel>
        <form {...bind}>
          <Stack gap="lg">
            <FieldGroup title={<Trans>Account</Trans>}>
              <SimpleGrid cols={{ base: 1, xs: 2 }}>
                <TextInput
                  label={t`E-mail`}
                  type="email"
                  autoComplete="off"
                  maxLength={254}
                  {...field('email')}
                />
                <NativeSelect
                  label={t`Language of messages`}
                  data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
                  {...field('locale')}
                />
              </SimpleGrid>
            </FieldGroup>
            <DoctorFields form={form} />
            {notice && <Notice tone="danger">{notice}</Notice>}
            <StillTrying isTrying={isRetrying} />
            <div>
              <Button type="submit" loading={isSending}>
                <Trans>Register</Trans>
              </Button>
            </div>
          </Stack>
        </form>
      </Panel>
    </Page>
  );
}
