import { Trans } from '@lingui/react/macro';
import { IconFileText, IconFileTypePdf, IconPhoto } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { MedicalRecordAttachment } from '../api/generated/types.gen.ts';
import { useFileSize } from '../lib/file-size.ts';
import { useTimes } from '../lib/time.ts';
import { DownloadButton } from './download-button.tsx';
import classes from './attachment-list.module.css';

interface AttachmentListProps {
  attachments: readonly MedicalRecordAttachment[];
  /** Beside the button that saves a file. */
  children?(attachment: MedicalRecordAttachment): ReactNode;
}

/** Files of a record, to be saved. */
export function AttachmentList({ attachments, children }: AttachmentListProps) {
  const sizeOf = useFileSize();
  const times = useTimes();
  return (
    <ul className={classes.list}>
      {attachments.map((attachment) => (
        <li key={attachment.id}>
          <TypeIcon of={attachment.content_type} />
          <span className={classes.words}>
            <strong>{attachment.description || attachment.filename}</strong>
            <span>
              {attachment.description && `${attachment.filename} · `}
              {sizeOf(attachment.file_size)} · {times.date(attachment.uploaded_at)}
            </span>
          </span>
          <span className={classes.buttons}>
            <DownloadButton path={attachment.file} size="sm">
              <Trans>Save</Trans>
              <span className={classes.hidden}>: {attachment.filename}</span>
            </DownloadButton>
            {children?.(attachment)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function TypeIcon({ of }: { of: string }) {
  const Icon =
    of === 'application/pdf' ? IconFileTypePdf : of.startsWith('image/') ? IconPhoto : IconFileText;
  return <Icon size={24} stroke={1.5} aria-hidden />;
}
