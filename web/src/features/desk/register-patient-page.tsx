import { Trans, useLingui } from '@lingui/react/macro';
import { Button, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { registerPatient } from '../../api/generated/sdk.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { LANGUAGES, type Language } from '../../i18n/languages.ts';
import { useClinic } from '../../lib/clinic.ts';
import { bodyOf, type PatientValues } from '../../lib/patient-form.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { FieldGroup } from '../../ui/field-group.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StillTrying } from '../../ui/still-trying.tsx';
import { PatientFields } from './patient-fields.tsx';
import { PossibleDuplicates } from './possible-duplicates.tsx';

interface Registration extends PatientValues {
  email: string;
  locale: Language;
}

const BLANK: PatientValues = {
  first_name: '',
  last_name: '',
  phone: '',
  date_of_birth: '',
  gender: '',
  address: '',
  emergency_contact: '',
  insurance_provider: '',
  insurance_number: '',
  medical_history: '',
  allergies: '',
  current_medications: '',
};

/** A new patient with everything that is known; warns of people who may be the same. */
export function RegisterPatientPage() {
  const { t } = useLingui();
  const { locale } = useClinic();
  const navigate = useNavigate();
  const initial: Registration = { ...BLANK, email: '', locale };
  const { bind, form, field, isSending, isRetrying, notice } = useServerForm({
    initial,
    async send({ email, locale: language, ...values }) {
      const { data } = await registerPatient({
        body: { ...bodyOf(values), email, locale: language },
        throwOnError: true,
      });
      return data;
    },
    async done({ id, full_name }) {
      notifications.show({ message: t`${full_name} is registered, an invitation is on its way.` });
      await refreshAnswers('listPatients');
      await open(id);
    },
  });
  const open = (patientId: string) => navigate({ to: '/desk/patients/$patientId', params: { patientId } });
  const [known] = useDebouncedValue(form.getValues(), 400);
  return (
    <Page
      title={t`Register a patient`}
      kicker={
        <TextLink to="/desk/patients" underline="hover">
          <Trans>Patients</Trans>
        </TextLink>
      }
      lead={<Trans>The patient gets an invitation to choose a password; it works for 72 hours.</Trans>}
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
            <PatientFields field={field} />
            <PossibleDuplicates known={known} choose={({ id }) => void open(id)} />
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
