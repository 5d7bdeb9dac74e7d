import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { ifUnchanged } from '../../api/etags.ts';
import { updateMedicalRecord } from '../../api/generated/sdk.gen.ts';
import type { MedicalRecord } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Notice } from '../../ui/notice.tsx';
import { RECORD_ANSWERS } from './record-answers.ts';

interface WithdrawRecordProps {
  /** As a get has answered. */
  record: MedicalRecord;
  isOpen: boolean;
  close(): void;
}

/** Marks a signed record as entered in error; it stays readable, and nobody is to act on it. */
export function WithdrawRecord({ record, isOpen, close }: WithdrawRecordProps) {
  const { t } = useLingui();
  return (
    <Modal opened={isOpen} onClose={close} title={t`Withdraw this record`} withCloseButton={false}>
      <WithdrawForm record={record} close={close} />
    </Modal>
  );
}

function WithdrawForm({ record, close }: Omit<WithdrawRecordProps, 'isOpen'>) {
  const { t } = useLingui();
  const { bind, field, isSending, notice } = useServerForm({
    initial: { amendment_reason: '' },
    send: ({ amendment_reason }) =>
      updateMedicalRecord({
        path: { record_id: record.id },
        body: { status: 'entered_in_error', amendment_reason },
        headers: ifUnchanged(record),
        throwOnError: true,
      }),
    async done() {
      close();
      await refreshAnswers(...RECORD_ANSWERS);
    },
    refused({ code }) {
      if (code === 'stale') void refreshAnswers(...RECORD_ANSWERS);
    },
  });
  return (
    <form {...bind}>
      <Stack>
        <Trans>
          It is marked as entered in error, for you, the patient and everybody. This cannot be undone.
        </Trans>
        {notice && <Notice tone="danger">{notice}</Notice>}
        <Textarea
          label={t`What is wrong with it?`}
          maxLength={500}
          data-autofocus
          {...field('amendment_reason')}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            <Trans>Back</Trans>
          </Button>
          <Button type="submit" color="red.8" loading={isSending}>
            <Trans>Withdraw</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
