import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Group, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { ifUnchanged } from '../../api/etags.ts';
import { readAbsenceOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { addAbsence, replaceAbsence } from '../../api/generated/sdk.gen.ts';
import type { Unavailability } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Notice } from '../../ui/notice.tsx';
import { refreshSchedule } from './refresh-schedule.ts';

interface AbsenceFormProps {
  doctorId: string;
  /** To be changed; a new one without. */
  absence: Unavailability | undefined;
  close(): void;
}

/** When somebody is away: whole days, or from a time to a time. */
export function AbsenceForm({ doctorId, absence, close }: AbsenceFormProps) {
  const read = useQuery({
    ...readAbsenceOptions({ path: { doctor_id: doctorId, unavailability_id: absence?.id ?? '' } }),
    enabled: absence !== undefined,
  });
  if (!absence) return <Fields doctorId={doctorId} seen={undefined} close={close} />;
  return (
    <Answer of={read} skeleton={<Lines />}>
      {(seen) => <Fields doctorId={doctorId} seen={seen} close={close} />}
    </Answer>
  );
}

function Fields({
  doctorId,
  seen,
  close,
}: {
  doctorId: string;
  seen?: Unavailability | undefined;
  close(): void;
}) {
  const { t } = useLingui();
  const today = useTimes().today();
  const { form, bind, field, isSending, notice } = useServerForm({
    initial: {
      start_date: seen?.start_date ?? today,
      end_date: seen?.end_date ?? today,
      isPart: seen !== undefined && (seen.start_time !== null || seen.end_time !== null),
      start_time: seen?.start_time?.slice(0, 5) ?? '',
      end_time: seen?.end_time?.slice(0, 5) ?? '',
      reason: seen?.reason ?? '',
    },
    async send({ isPart, start_time, end_time, ...rest }) {
      const body = {
        ...rest,
        start_time: (isPart && start_time) || null,
        end_time: (isPart && end_time) || null,
      };
      if (!seen) return (await addAbsence({ path: { doctor_id: doctorId }, body, throwOnError: true })).data;
      const path = { doctor_id: doctorId, unavailability_id: seen.id };
      return (await replaceAbsence({ path, body, headers: ifUnchanged(seen), throwOnError: true })).data;
    },
    async done({ affected_appointments }) {
      close();
      await refreshSchedule();
      notifications.show(
        affected_appointments.length === 0
          ? { message: t`The absence is saved.` }
          : { color: 'yellow', message: t`The absence is saved. Visits that need another time stand above.` },
      );
    },
    refused({ code }) {
      if (code === 'stale') void refreshSchedule();
    },
  });
  const { isPart, start_date, end_date } = form.getValues();
  return (
    <form {...bind}>
      <Stack>
        {notice && <Notice tone="danger">{notice}</Notice>}
        <SimpleGrid cols={2}>
          <TextInput
            type="date"
            label={t`From`}
            {...field('start_date')}
            onChange={({ currentTarget: { value } }) => {
              form.setFieldValue('start_date', value);
              if (value > end_date) form.setFieldValue('end_date', value);
            }}
          />
          <TextInput type="date" label={t`To, included`} min={start_date} {...field('end_date')} />
        </SimpleGrid>
        <Checkbox label={t`Only a part of the day`} {...form.getInputProps('isPart', { type: 'checkbox' })} />
        {isPart && (
          <SimpleGrid cols={2}>
            <TextInput type="time" label={t`From, on the first day`} {...field('start_time')} />
            <TextInput type="time" label={t`To, on the last day`} {...field('end_time')} />
          </SimpleGrid>
        )}
        <TextInput
          label={t`Reason`}
          description={t`Only the doctor and administrators see it.`}
          maxLength={1000}
          {...field('reason')}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            <Trans>Back</Trans>
          </Button>
          <Button type="submit" loading={isSending}>
            <Trans>Save</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
