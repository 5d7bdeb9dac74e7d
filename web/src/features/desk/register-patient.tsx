import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { registerPatient } from '../../api/generated/sdk.gen.ts';
import type { Patient } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { GENDER_WORDS, type Gender } from '../../lib/gender-words.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Notice } from '../../ui/notice.tsx';
import type { Person } from './book-dialog.tsx';
import { PossibleDuplicates } from './possible-duplicates.tsx';

interface RegisterPatientProps {
  /** What was searched for, if it was a name. */
  name: string;
  choose(patient: Person): void;
  back(): void;
}

/** The least that a new patient needs; the rest can be added on their page. Warns of people who may be the same. */
export function RegisterPatient({ name, choose, back }: RegisterPatientProps) {
  const { t, i18n } = useLingui();
  const { bind, form, field, isSending, notice } = useServerForm({
    initial: startingWith(name),
    async send({ phone, date_of_birth, gender, ...names }) {
      const body = {
        ...names,
        phone: phone || null,
        date_of_birth: date_of_birth || null,
        gender: gender || null,
      };
      const { data } = await registerPatient({ body, throwOnError: true });
      return data;
    },
    async done(patient: Patient) {
      notifications.show({ message: t`${patient.full_name} is registered, an invitation is on its way.` });
      choose({ ...patient, phone: patient.user.phone });
      await refreshAnswers('listPatients');
    },
  });
  const [known] = useDebouncedValue(form.getValues(), 400);
  return (
    <form {...bind}>
      <Stack>
        {notice && <Notice tone="danger">{notice}</Notice>}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={t`First name`}
            autoComplete="off"
            maxLength={100}
            data-autofocus
            {...field('first_name')}
          />
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
          <TextInput label={t`Phone`} type="tel" autoComplete="off" maxLength={25} {...field('phone')} />
          <TextInput
            label={t`E-mail`}
            type="email"
            autoComplete="off"
            maxLength={254}
            description={t`For the invitation and for reminders.`}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...field('email')}
          />
        </SimpleGrid>
        <PossibleDuplicates known={known} choose={choose} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={back}>
            <Trans>Back</Trans>
          </Button>
          <Button type="submit" loading={isSending}>
            <Trans>Register</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface Registration {
  first_name: string;
  last_name: string;
  email: string;
  phone: string;
  date_of_birth: string;
  gender: '' | Gender;
}

function startingWith(typed: string): Registration {
  return { ...namesIn(typed), email: '', phone: '', date_of_birth: '', gender: '' };
}

/** The last word is the last name; what has digits or an @ is no name. */
function namesIn(typed: string): { first_name: string; last_name: string } {
  if (/[\d@]/.test(typed)) return { first_name: '', last_name: '' };
  const words = typed.trim().split(/\s+/);
  return {
    first_name: words.slice(0, Math.max(1, words.length - 1)).join(' '),
    last_name: words.length > 1 ? words.at(-1)! : '',
  };
}
