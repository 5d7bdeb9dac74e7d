import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import { Group, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconLock } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { MedicalRecord, RestrictedMedicalRecord } from '../../api/generated/types.gen.ts';
import { RECORD_TYPE_WORDS } from '../../lib/record-words.ts';
import { useTimes } from '../../lib/time.ts';
import { DownloadButton } from '../../ui/download-button.tsx';
import { LinkButton } from '../../ui/links.tsx';
import { RecordContent } from '../../ui/record-content.tsx';
import type { AnyRecord } from './patient-story.ts';
import { RecordState } from './record-state.tsx';
import classes from './story-record.module.css';

/** One record in the story; it opens in place. */
export function StoryRecord({ record }: { record: AnyRecord }) {
  return record.restricted ? <Stub record={record} /> : <Readable record={record} />;
}

function Readable({ record }: { record: MedicalRecord }) {
  const { i18n } = useLingui();
  const times = useTimes();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { title, record_type, doctor_details, created_at, status, is_confidential } = record;
  const place = { patientId: record.patient, recordId: record.id };
  return (
    <article className={classes.record}>
      <UnstyledButton
        className={classes.head}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <span className={classes.words}>
          <span className={classes.title}>
            {title}
            {is_confidential && <IconLock size={16} aria-hidden />}
          </span>
          <span className={classes.more}>
            {i18n._(RECORD_TYPE_WORDS[record_type])} · {doctor_details.full_name} · {times.date(created_at)}
          </span>
        </span>
        <RecordState status={status} />
        <IconChevronDown size={20} className={classes.arrow} aria-hidden />
      </UnstyledButton>
      <div id={id} hidden={!isOpen}>
        {isOpen && (
          <div className={classes.body}>
            <RecordContent record={record} />
            <Group gap="sm">
              <LinkButton
                to="/patients/$patientId/records/$recordId"
                params={place}
                variant="default"
                size="sm"
              >
                <Trans>Open</Trans>
              </LinkButton>
              {status !== 'draft' && (
                <DownloadButton path={`/api/medical-records/${record.id}/pdf/`} size="sm">
                  <Trans>Save as PDF</Trans>
                </DownloadButton>
              )}
            </Group>
          </div>
        )}
      </div>
    </article>
  );
}

/** That there is a record, and no more. */
function Stub({ record }: { record: RestrictedMedicalRecord }) {
  const { i18n } = useLingui();
  const times = useTimes();
  return (
    <article className={classes.record} data-is-stub>
      <div className={classes.head}>
        <IconLock size={20} stroke={1.7} aria-hidden />
        <span className={classes.words}>
          <span className={classes.title}>
            <Trans>Confidential</Trans>
          </span>
          <span className={classes.more}>
            {i18n._(RECORD_TYPE_WORDS[record.record_type])} · {times.date(record.created_at)}
          </span>
        </span>
      </div>
    </article>
  );
}
