import { Trans, useLingui } from '@lingui/react/macro';
import { NumberInput, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { ServerForm } from '../../lib/use-server-form.ts';
import { FieldGroup } from '../../ui/field-group.tsx';
import type { DoctorValues } from './doctor-form.ts';
import { SpecializationFields } from './specialization-fields.tsx';

interface DoctorFieldsProps {
  form: Pick<ServerForm<DoctorValues>, 'field' | 'form'>;
}

/** Everything about a doctor except the address of the account and whether bookings are taken. */
export function DoctorFields({ form: { field, form } }: DoctorFieldsProps) {
  const { t } = useLingui();
  return (
    <>
      <FieldGroup title={<Trans>Person</Trans>}>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={t`First name`} autoComplete="off" maxLength={100} {...field('first_name')} />
          <TextInput label={t`Last name`} autoComplete="off" maxLength={100} {...field('last_name')} />
          <TextInput label={t`Phone`} type="tel" autoComplete="off" maxLength={25} {...field('phone')} />
          <TextInput
            label={t`Licence number`}
            autoComplete="off"
            maxLength={50}
            {...field('license_number')}
          />
        </SimpleGrid>
      </FieldGroup>
      <FieldGroup title={<Trans>Specializations</Trans>}>
        <SpecializationFields form={form} />
      </FieldGroup>
      <FieldGroup title={<Trans>Practice</Trans>}>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <NumberInput
            label={t`Fee of a visit`}
            min={0}
            max={99_999_999}
            decimalScale={2}
            allowNegative={false}
            hideControls
            {...field('consultation_fee')}
          />
          <NumberInput
            label={t`Years of experience`}
            min={0}
            max={80}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            {...field('years_of_experience')}
          />
        </SimpleGrid>
        <TextInput label={t`Office`} maxLength={500} {...field('office_address')} />
        <Textarea
          label={t`About the doctor`}
          description={t`Patients read it when they choose.`}
          maxLength={5000}
          {...field('bio')}
        />
      </FieldGroup>
    </>
  );
}
