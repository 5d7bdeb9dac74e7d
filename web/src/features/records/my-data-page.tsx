import { Trans, useLingui } from '@lingui/react/macro';
import { Button, NativeSelect, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { ifUnchanged } from '../../api/etags.ts';
import { readOwnPatientOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { updateOwnPatient } from '../../api/generated/sdk.gen.ts';
import type { Patient } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { GENDER_WORDS } from '../../lib/gender-words.ts';
import { bodyOf, valuesOf } from '../../lib/patient-form.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StillTrying } from '../../ui/still-trying.tsx';
import { OwnDataPanel } from './own-data-panel.tsx';

/** What the clinic knows of the patient, for the patient to correct and to take along. */
export function MyDataPage() {
  const { t } = useLingui();
  const patient = useQuery(readOwnPatientOptions());
  return (
    <Page
      title={t`My data`}
      lead={<Trans>Your doctors and the front desk see this. Keep it right, and they need not ask.</Trans>}
      width="narrow"
    >
      <Answer of={patient} skeleton={<Lines height={200} />}>
        {(seen) => <DataForm patient={seen} />}
      </Answer>
      <OwnDataPanel />
    </Page>
  );
}

function DataForm({ patient }: { patient: Patient }) {
  const { t, i18n } = useLingui();
  const { bind, field, isSending, isRetrying, notice } = useServerForm({
    initial: valuesOf(patient),
    async send(values) {
      const { data } = await updateOwnPatient({
        body: bodyOf(values),
        headers: ifUnchanged(patient),
        throwOnError: true,
      });
      return data;
    },
    async done() {
      await refreshAnswers('readOwnPatient', 'readOwnAccount');
      notifications.show({ message: t`Saved.` });
    },
    refused({ code }) {
      if (code === 'stale') void refreshAnswers('readOwnPatient');
    },
  });
  return (
    <form {...bind}>
      <Stack gap="lg">
        <Panel title={<Trans>About me</Trans>}>
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
            <TextInput label={t`Date of birth`} type="date" autoComplete="bday" {...field('date_of_birth')} />
            <NativeSelect
              label={t`Gender`}
              data={[
                { value: '', label: t`Not said` },
                ...Object.entries(GENDER_WORDS).map(([value, word]) => ({ value, label: i18n._(word) })),
              ]}
              {...field('gender')}
            />
          </SimpleGrid>
        </Panel>
        <Panel title={<Trans>How to reach me</Trans>}>
          <Stack>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput label={t`Phone`} type="tel" autoComplete="tel" maxLength={25} {...field('phone')} />
              <TextInput
                label={t`Whom to call in an emergency`}
                maxLength={500}
                {...field('emergency_contact')}
              />
            </SimpleGrid>
            <Textarea
              label={t`Address`}
              autoComplete="street-address"
              minRows={2}
              maxLength={500}
              {...field('address')}
            />
          </Stack>
        </Panel>
        <Panel title={<Trans>Insurance</Trans>}>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput label={t`Insurer`} maxLength={200} {...field('insurance_provider')} />
            <TextInput label={t`Member number`} maxLength={100} {...field('insurance_number')} />
          </SimpleGrid>
        </Panel>
        <Panel title={<Trans>My health</Trans>} hint={<Trans>In your own words.</Trans>}>
          <Stack>
            <Textarea label={t`Allergies`} minRows={2} maxLength={5000} {...field('allergies')} />
            <Textarea
              label={t`Medicines that I take`}
              minRows={2}
              maxLength={5000}
              {...field('current_medications')}
            />
            <Textarea
              label={t`Illnesses and operations`}
              minRows={3}
              maxLength={20_000}
              {...field('medical_history')}
            />
          </Stack>
        </Panel>
        {notice && <Notice tone="danger">{notice}</Notice>}
        <StillTrying isTrying={isRetrying} />
        <div>
          <Button type="submit" size="lg" loading={isSending}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </Stack>
    </form>
  );
}
