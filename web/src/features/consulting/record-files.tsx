import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, FileButton, Group, TextInput } from '@mantine/core';
import { IconPaperclip, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { readMedicalRecordOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { attachFile, removeAttachment } from '../../api/generated/sdk.gen.ts';
import type { MedicalRecordAttachment } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { AttachmentList } from '../../ui/attachment-list.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RECORD_ANSWERS } from './record-answers.ts';
import classes from './record-files.module.css';

const TYPES = '.pdf,.jpg,.jpeg,.png,.doc,.docx';

/** Files of a record; its author and administrators add and remove them. */
export function RecordFiles({ recordId, mayChange }: { recordId: string; mayChange: boolean }) {
  const record = useQuery(readMedicalRecordOptions({ path: { record_id: recordId } }));
  if (!record.data || record.data.restricted) return null;
  const { attachments } = record.data;
  if (attachments.length === 0 && !mayChange) return null;
  return (
    <Panel title={<Trans>Files</Trans>}>
      <AttachmentList attachments={attachments}>
        {(attachment) => mayChange && <Remove recordId={recordId} attachment={attachment} />}
      </AttachmentList>
      {mayChange && <AttachForm key={attachments.length} recordId={recordId} />}
    </Panel>
  );
}

function AttachForm({ recordId }: { recordId: string }) {
  const { t } = useLingui();
  const reset = useRef<() => void>(null);
  const [file, setFile] = useState<File | null>(null);
  const { bind, field, form, isSending, notice } = useServerForm({
    initial: { file: '', description: '' },
    send: ({ description }) =>
      attachFile({ path: { record_id: recordId }, body: { description, file: file! }, throwOnError: true }),
    done: () => refreshAnswers(...RECORD_ANSWERS),
  });
  const problem = notice ?? form.errors['file'];
  return (
    <form {...bind}>
      {problem && <Notice tone="danger">{problem}</Notice>}
      <div className={classes.form}>
        <FileButton resetRef={reset} accept={TYPES} onChange={setFile}>
          {(props) => (
            <Button
              {...props}
              variant="light"
              size="sm"
              leftSection={<IconPaperclip size={17} aria-hidden />}
            >
              {file ? <Trans>Choose another file</Trans> : <Trans>Attach a file</Trans>}
            </Button>
          )}
        </FileButton>
        {!file && (
          <span className={classes.hint}>
            <Trans>PDF, picture or Word document</Trans>
          </span>
        )}
        {file && (
          <>
            <strong className={classes.name}>{file.name}</strong>
            <TextInput
              className={classes.description}
              size="sm"
              aria-label={t`What is it?`}
              placeholder={t`What is it?`}
              maxLength={500}
              {...field('description')}
            />
            <Group gap="xs">
              <Button type="submit" size="sm" loading={isSending}>
                <Trans>Upload</Trans>
              </Button>
              <Button
                variant="default"
                size="sm"
                onClick={() => {
                  reset.current?.();
                  setFile(null);
                }}
              >
                <Trans>Back</Trans>
              </Button>
            </Group>
          </>
        )}
      </div>
    </form>
  );
}

function Remove({ recordId, attachment }: { recordId: string; attachment: MedicalRecordAttachment }) {
  const { t } = useLingui();
  const [isAsking, setAsking] = useState(false);
  const { filename } = attachment;
  return (
    <>
      <ActionIcon size={36} aria-label={t`Remove ${filename}`} onClick={() => setAsking(true)}>
        <IconX size={18} />
      </ActionIcon>
      <Confirm
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={t`Remove this file?`}
        label={<Trans>Remove</Trans>}
        tone="danger"
        act={() =>
          removeAttachment({
            path: { record_id: recordId, attachment_id: attachment.id },
            throwOnError: true,
          })
        }
        done={() => void refreshAnswers(...RECORD_ANSWERS)}
      >
        {filename}
      </Confirm>
    </>
  );
}
