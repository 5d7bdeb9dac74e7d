import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { ifUnchanged } from '../../api/etags.ts';
import { readPatientQueryKey } from '../../api/generated/@tanstack/react-query.gen.ts';
import { erasePatient } from '../../api/generated/sdk.gen.ts';
import type { Patient } from '../../api/generated/types.gen.ts';
import { queryClient, refreshAnswers } from '../../api/query-client.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { refreshVisits } from '../../lib/visits.ts';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';

/** Erasing a patient who asks for it. It cannot be undone, so whoever does it types the name. */
export function ErasePatient({ patient }: { patient: Patient }) {
  const { t } = useLingui();
  const [isAsking, setAsking] = useState(false);
  const { full_name } = patient;
  return (
    <Panel
      title={<Trans>Erase</Trans>}
      hint={<Trans>For a patient who asks for it. It cannot be undone.</Trans>}
    >
      <Button variant="default" c="var(--danger)" onClick={() => setAsking(true)}>
        <Trans>Erase this patient…</Trans>
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t`Erase ${full_name} for good?`}
        closeButtonProps={{ 'aria-label': t`Close` }}
      >
        <EraseForm patient={patient} close={() => setAsking(false)} />
      </Modal>
    </Panel>
  );
}

function EraseForm({ patient, close }: { patient: Patient; close(): void }) {
  const { t } = useLingui();
  const { full_name } = patient;
  const path = { patient_id: patient.id };
  const { form, bind, field, isSending, notice } = useServerForm({
    initial: { reason: '', name: '' },
    async send({ reason }) {
      const headers = ifUnchanged(patient);
      const { data } = await erasePatient({ path, body: { reason }, headers, throwOnError: true });
      return data;
    },
    done(erased) {
      close();
      queryClient.setQueryData(readPatientQueryKey({ path }), erased);
      const pseudonym = erased.full_name;
      notifications.show({ message: t`Erased. What is kept stands under ${pseudonym}.` });
      void refreshAnswers('listPatients', 'readPatient');
      void refreshVisits();
    },
    refused({ code }) {
      if (code === 'stale') void refreshAnswers('readPatient');
    },
  });
  const { reason, name } = form.getValues();
  const isSure = inOneLine(name) === inOneLine(full_name) && reason.trim() !== '';
  return (
    <form {...bind}>
      <Stack>
        <ul style={{ margin: 0, paddingInlineStart: '1.25rem' }}>
          <li>
            <Trans>Name, contacts, insurance, sign-in, mails and notices are deleted.</Trans>
          </li>
          <li>
            <Trans>
              The records and visits are kept for as long as the law asks, without the name, and closed.
            </Trans>
          </li>
          <li>
            <Trans>No address is left to write to: answer the patient first.</Trans>
          </li>
        </ul>
        {notice && <Notice tone="danger">{notice}</Notice>}
        <Textarea
          label={t`What was asked, and where it lies`}
          description={t`Kept for good, so without the name.`}
          maxLength={500}
          data-autofocus
          {...field('reason')}
        />
        <TextInput label={t`Type ${full_name} to go on`} autoComplete="off" {...field('name')} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            <Trans>Back</Trans>
          </Button>
          <Button type="submit" color="danger" loading={isSending} disabled={!isSure}>
            <Trans>Erase for good</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function inOneLine(text: string): string {
  return text.normalize().trim().replaceAll(/\s+/g, ' ');
}
