import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import { UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { listMedicalRecordVersionsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { MedicalRecordVersion } from '../../api/generated/types.gen.ts';
import { RECORD_STATUS_WORDS } from '../../lib/record-words.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RecordContent } from '../../ui/record-content.tsx';
import classes from './story-record.module.css';

/** What was signed before, each version as it stood; they are fetched when somebody looks, for that is noted. */
export function RecordVersions({ recordId, present }: { recordId: string; present: number }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel title={<Trans>Earlier versions</Trans>}>
      {isOpen ? (
        <Versions recordId={recordId} present={present} />
      ) : (
        <UnstyledButton className={classes.head} onClick={() => setOpen(true)}>
          <span className={classes.words}>
            <span className={classes.title}>
              <Trans>Show what was signed before version {present}</Trans>
            </span>
          </span>
          <IconChevronDown size={20} className={classes.arrow} aria-hidden />
        </UnstyledButton>
      )}
    </Panel>
  );
}

function Versions({ recordId, present }: { recordId: string; present: number }) {
  const versions = useQuery(
    listMedicalRecordVersionsOptions({ path: { record_id: recordId }, query: { page_size: 100 } }),
  );
  return (
    <Answer of={versions}>
      {({ results }) => (
        <ol style={{ display: 'grid', gap: '0.625rem', margin: 0, padding: 0, listStyle: 'none' }}>
          {results.map((version) => (
            <li key={version.version}>
              <Version version={version} isPresent={version.version === present} />
            </li>
          ))}
        </ol>
      )}
    </Answer>
  );
}

function Version({ version, isPresent }: { version: MedicalRecordVersion; isPresent: boolean }) {
  const { i18n } = useLingui();
  const times = useTimes();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { version: number, title, status, created_by_name, created_at, amendment_reason } = version;
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
            {isPresent ? <Trans>Version {number}, as it stands</Trans> : <Trans>Version {number}</Trans>}
          </span>
          <span className={classes.more}>
            {i18n._(RECORD_STATUS_WORDS[status])} · {created_by_name} · {times.dayAndTime(created_at)}
          </span>
          {amendment_reason && <span className={classes.more}>{amendment_reason}</span>}
        </span>
        <IconChevronDown size={20} className={classes.arrow} aria-hidden />
      </UnstyledButton>
      <div id={id} hidden={!isOpen}>
        {isOpen && (
          <div className={classes.body}>
            <strong>{title}</strong>
            <RecordContent record={version} />
          </div>
        )}
      </div>
    </article>
  );
}
