import { Trans, useLingui } from '@lingui/react/macro';
import { useLingui as useWords } from '@lingui/react';
import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { ifUnchanged } from '../../api/etags.ts';
import { readMedicalRecord, updateMedicalRecord } from '../../api/generated/sdk.gen.ts';
import type { Appointment, MedicalRecord, Patient } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { Refusal } from '../../api/refusal.ts';
import { RECORD_TYPE_WORDS } from '../../lib/record-words.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ConflictPanel } from './conflict-panel.tsx';
import { contentOf, formOf, isSameContent, type Content } from './draft-form.ts';
import { LeaveAnyway } from './leave-anyway.tsx';
import { RecordEditor } from './record-editor.tsx';
import { readable, useWarningBeforeLeaving } from './use-draft.ts';
import { WriteAside } from './write-aside.tsx';
import { RECORD_ANSWERS } from './record-answers.ts';
import classes from './write-page.module.css';

interface AmendRecordProps {
  patient: Patient;
  visit?: Appointment | undefined;
  /** As a get has answered. */
  record: MedicalRecord;
  /** What is to stand in the form first, where that is not what the record says. */
  content?: Content;
}

/** A signed record gets a new version; the one before stays readable. Kept only when it is saved, for each saving is one. */
export function AmendRecord({ patient, visit, record, content }: AmendRecordProps) {
  const { t } = useLingui();
  const { i18n } = useWords();
  const navigate = useNavigate();
  const main = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(record);
  const [conflict, setConflict] = useState<MedicalRecord>();
  const [form, setForm] = useState(() => formOf(content ?? record));
  const [reason, setReason] = useState('');
  const wire = contentOf(form, i18n._(RECORD_TYPE_WORDS[form.record_type]));
  const isChanged = wire.held.length > 0 || !isSameContent(wire.content, seen);

  useWarningBeforeLeaving(isChanged);
  const blocker = useBlocker({
    shouldBlockFn: () => isChanged,
    enableBeforeUnload: false,
    withResolver: true,
  });
  const saving = useMutation({
    async mutationFn() {
      const { data } = await updateMedicalRecord({
        path: { record_id: seen.id },
        body: { ...wire.content, ...(reason.trim() && { amendment_reason: reason.trim() }) },
        headers: ifUnchanged(seen),
        throwOnError: true,
      });
      return readable(data);
    },
    async onSuccess({ id }) {
      void refreshAnswers(...RECORD_ANSWERS);
      notifications.show({ message: t`The new version is signed. The patient is told.` });
      await navigate({
        to: '/patients/$patientId/records/$recordId',
        params: { patientId: patient.id, recordId: id },
        replace: true,
        ignoreBlocker: true,
      });
    },
    async onError(error) {
      if (!(error instanceof Refusal) || error.status !== 412) return;
      const { data } = await readMedicalRecord({ path: { record_id: seen.id }, throwOnError: true });
      setConflict(readable(data));
    },
  });
  const save = () => {
    if (wire.held.length === 0) return saving.mutate();
    main.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };
  return (
    <Page
      title={t`Amend: ${record.title}`}
      kicker={patient.full_name}
      lead={t`Version ${seen.version} stays readable; what you save becomes version ${seen.version + 1}.`}
      width="wide"
    >
      <div className={classes.columns}>
        <div className={classes.main} ref={main}>
          {conflict && (
            <ConflictPanel
              form={form}
              theirs={conflict}
              choose={(chosen) => {
                setForm(formOf(chosen));
                setSeen(conflict);
                setConflict(undefined);
                saving.reset();
              }}
            />
          )}
          {saving.isError && !conflict && <Notice tone="danger">{i18n._(sentenceOf(saving.error))}</Notice>}
          <Panel>
            <RecordEditor form={form} held={wire.held} change={setForm} />
          </Panel>
          <div className={classes.bar}>
            <TextInput
              className={classes.reason}
              label={t`Why is it amended?`}
              maxLength={500}
              value={reason}
              onChange={({ currentTarget: { value } }) => setReason(value)}
            />
            <div className={classes.buttons}>
              <Button
                disabled={!isChanged || conflict !== undefined}
                loading={saving.isPending}
                onClick={save}
              >
                <Trans>Sign the new version</Trans>
              </Button>
            </div>
          </div>
        </div>
        <WriteAside patient={patient} visit={visit} />
      </div>
      <LeaveAnyway blocker={blocker} />
    </Page>
  );
}
