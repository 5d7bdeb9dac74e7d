import { Trans } from '@lingui/react/macro';
import type { MedicalRecord } from '../../api/generated/types.gen.ts';
import { AttachmentList } from '../../ui/attachment-list.tsx';
import { Panel } from '../../ui/panel.tsx';

/** What is attached to a record: each file is checked and saved through the API. */
export function RecordFiles({ record }: { record: MedicalRecord }) {
  if (record.attachments.length === 0) return null;
  return (
    <Panel title={<Trans>Files</Trans>}>
      <AttachmentList attachments={record.attachments} />
    </Panel>
  );
}
