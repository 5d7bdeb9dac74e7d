import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ifUnchanged } from '../../api/etags.ts';
import { readDoctorQueryKey } from '../../api/generated/@tanstack/react-query.gen.ts';
import { updateDoctor } from '../../api/generated/sdk.gen.ts';
import type { Doctor } from '../../api/generated/types.gen.ts';
import { queryClient, refreshAnswers } from '../../api/query-client.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StillTrying } from '../../ui/still-trying.tsx';
import { DoctorFields } from './doctor-fields.tsx';
import { bodyOf, valuesOf } from './doctor-form.ts';

/** All that is held of a doctor, to be corrected. */
export function DoctorPanel({ doctor }: { doctor: Doctor }) {
  const { t } = useLingui();
  const path = { doctor_id: doctor.id };
  const form = useServerForm({
    initial: valuesOf(doctor),
    async send(values) {
      const { data } = await updateDoctor({
        path,
        body: { ...bodyOf(values), phone: values.phone.trim() || null },
        headers: ifUnchanged(doctor),
        throwOnError: true,
      });
      return data;
    },
    async done(changed) {
      queryClient.setQueryData(readDoctorQueryKey({ path }), changed);
      notifications.show({ message: t`Saved.` });
      await refreshAnswers('listDoctors', 'readBoard');
    },
    refused({ code }) {
      if (code === 'stale') void refreshAnswers('readDoctor');
    },
  });
  const { bind, isSending, isRetrying, notice } = form;
  return (
    <Panel title={<Trans>Particulars</Trans>} hint={doctor.user.email}>
      <form {...bind}>
        <Stack gap="lg">
          <DoctorFields form={form} />
          {notice && <Notice tone="danger">{notice}</Notice>}
          <StillTrying isTrying={isRetrying} />
          <div>
            <Button type="submit" loading={isSending}>
              <Trans>Save</Trans>
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}
