import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ifUnchanged } from '../../api/etags.ts';
import { readPatientQueryKey } from '../../api/generated/@tanstack/react-query.gen.ts';
import { updatePatient } from '../../api/generated/sdk.gen.ts';
import type { Patient } from '../../api/generated/types.gen.ts';
import { queryClient, refreshAnswers } from '../../api/query-client.ts';
import { bodyOf, valuesOf } from '../../lib/patient-form.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PatientFields } from './patient-fields.tsx';

/** All that is held of a patient, to be corrected. */
export function PatientPanel({ patient }: { patient: Patient }) {
  const { t } = useLingui();
  const path = { patient_id: patient.id };
  const { bind, field, isSending, notice } = useServerForm({
    initial: valuesOf(patient),
    async send(values) {
      const headers = ifUnchanged(patient);
      const { data } = await updatePatient({ path, body: bodyOf(values), headers, throwOnError: true });
      return data;
    },
    async done(changed) {
      queryClient.setQueryData(readPatientQueryKey({ path }), changed);
      notifications.show({ message: t`Saved.` });
      await refreshAnswers('listPatients');
    },
    refused({ code }) {
      if (code === 'stale') void refreshAnswers('readPatient');
    },
  });
  return (
    <Panel title={<Trans>Details</Trans>} hint={patient.user.email}>
      <form {...bind}>
        <Stack gap="lg">
          {notice && <Notice tone="danger">{notice}</Notice>}
          <PatientFields field={field} />
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
