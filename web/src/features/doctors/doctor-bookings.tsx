import { Trans, useLingui } from '@lingui/react/macro';
import { Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { ifUnchanged } from '../../api/etags.ts';
import { readDoctorQueryKey } from '../../api/generated/@tanstack/react-query.gen.ts';
import { updateDoctor } from '../../api/generated/sdk.gen.ts';
import type { Doctor } from '../../api/generated/types.gen.ts';
import { queryClient, refreshAnswers } from '../../api/query-client.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';

/** The one thing about a doctor that is switched often. */
export function DoctorBookings({ doctor }: { doctor: Doctor }) {
  const { t, i18n } = useLingui();
  const path = { doctor_id: doctor.id };
  const switching = useMutation({
    async mutationFn(is_available: boolean) {
      const headers = ifUnchanged(doctor);
      const { data } = await updateDoctor({ path, body: { is_available }, headers, throwOnError: true });
      return data;
    },
    onSuccess: (changed) => queryClient.setQueryData(readDoctorQueryKey({ path }), changed),
    onSettled: () => refreshAnswers('listDoctors', 'readDoctor', 'readBoard', 'findAvailability'),
  });
  return (
    <Panel
      title={<Trans>Bookings</Trans>}
      hint={<Trans>Visits that are booked already stay as they are.</Trans>}
    >
      <Switch
        label={switching.isPending ? t`Saving…` : t`Takes new bookings`}
        checked={switching.isPending ? switching.variables : doctor.is_available}
        disabled={switching.isPending}
        onChange={({ currentTarget }) => switching.mutate(currentTarget.checked)}
      />
      {switching.isError && <Notice tone="danger">{i18n._(sentenceOf(switching.error))}</Notice>}
    </Panel>
  );
}
