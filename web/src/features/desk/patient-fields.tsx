import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { GENDER_WORDS } from '../../lib/gender-words.ts';
import type { PatientValues } from '../../lib/patient-form.ts';
import type { ServerForm } from '../../lib/use-server-form.ts';
import { FieldGroup } from '../../ui/field-group.tsx';

/** Everything that the desk knows of a patient, except the address of the account. */
export function PatientFields({ field }: { field: ServerForm<PatientValues>['field'] }) {
  const { t } = useLingui();
  return (
    <>
      <Person field={field} />
      <FieldGroup title={<Trans>How to reach them</Trans>}>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={t`Phone`} type="tel" autoComplete="off" maxLength={25} {...field('phone')} />
          <TextInput label={t`Emergency contact`} maxLength={500} {...field('emergency_contact')} />
        </SimpleGrid>
        <Textarea label={t`Address`} minRows={2} maxLength={500} {...field('address')} />
      </FieldGroup>
      <FieldGroup title={<Trans>Insurance</Trans>}>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={t`Insurer`} maxLength={200} {...field('insurance_provider')} />
          <TextInput label={t`Member number`} maxLength={100} {...field('insurance_number')} />
        </SimpleGrid>
      </FieldGroup>
      <FieldGroup title={<Trans>Health, in their own words</Trans>}>
        <Textarea label={t`Allergies`} minRows={1} maxLength={5000} {...field('allergies')} />
        <Textarea label={t`Medicines`} minRows={1} maxLength={5000} {...field('current_medications')} />
        <Textarea label={t`Medical history`} minRows={2} maxLength={20_000} {...field('medical_history')} />
      </FieldGroup>
    </>
  );
}

/** Who the patient is: what one asks at the desk first. */
function Person({ field }: { field: ServerForm<PatientValues>['field'] }) {
  const { t, i18n } = useLingui();
  return (
    <FieldGroup title={<Trans>Person</Trans>}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={t`First name`} autoComplete="off" maxLength={100} {...field('first_name')} />
        <TextInput label={t`Last name`} autoComplete="off" maxLength={100} {...field('last_name')} />
        <TextInput label={t`Date of birth`} type="date" {...field('date_of_birth')} />
        <NativeSelect
          label={t`Gender`}
          data={[
            { value: '', label: t`Not known` },
            ...Object.entries(GENDER_WORDS).map(([value, word]) => ({ value, label: i18n._(word) })),
          ]}
          {...field('gender')}
        />
      </SimpleGrid>
    </FieldGroup>
  );
}
