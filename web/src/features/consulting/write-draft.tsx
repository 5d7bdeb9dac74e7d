import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { ifUnchanged } from '../../api/etags.ts';
import { deleteMedicalRecord, signMedicalRecord } from '../../api/generated/sdk.gen.ts';
import type { Appointment, MedicalRecord, Patient } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { RECORD_TYPE_WORDS, type RecordType } from '../../lib/record-words.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AmendRecord } from './amend-record.tsx';
import { ConflictPanel } from './conflict-panel.tsx';
import type { Content } from './draft-form.ts';
import { KeepingWords } from './keeping-words.tsx';
import { LeaveAnyway } from './leave-anyway.tsx';
import { RECORD_ANSWERS } from './record-answers.ts';
import { RecordEditor } from './record-editor.tsx';
import { RecordFiles } from './record-files.tsx';
import { useDraft } from './use-draft.ts';
import { WriteAside } from './write-aside.tsx';
import classes from './write-page.module.css';

interface WriteDraftProps {
  patient: Patient;
  visit?: Appointment | undefined;
  kept?: MedicalRecord | undefined;
  appointment?: string | undefined;
  record_type: RecordType;
  whenMade(recordId: string): void;
}

/** A draft beside the visit; every pause of the typing keeps it on the server. */
export function WriteDraft({ patient, visit, kept, appointment, record_type, whenMade }: WriteDraftProps) {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const main = useRef<HTMLDivElement>(null);
  const [isDeleting, setDeleting] = useState(false);
  const [amending, setAmending] = useState<{ record: MedicalRecord; content: Content }>();
  const draft = useDraft({ patient: patient.id, appointment, record_type, kept });
  const { form, held, keeper, keeping, isAllKept } = draft;
  const madeId = keeper.kept?.id;
  const patientId = patient.id;

  useEffect(() => {
    if (madeId === undefined || madeId === kept?.id) return;
    whenMade(madeId);
    void navigate({
      to: '/patients/$patientId/write',
      params: { patientId },
      search: { record: madeId },
      replace: true,
      ignoreBlocker: true,
    });
  }, [madeId, kept?.id, whenMade, navigate, patientId]);

  const blocker = useBlocker({
    shouldBlockFn: async () => !isAllKept && (held.length > 0 || !(await keeper.flush())),
    enableBeforeUnload: false,
    withResolver: true,
  });
  const toRecord = (recordId: string) =>
    navigate({
      to: '/patients/$patientId/records/$recordId',
      params: { patientId, recordId },
      replace: true,
      ignoreBlocker: true,
    });
  const signing = useMutation({
    async mutationFn() {
      if (!(await keeper.flush())) return undefined;
      const seen = keeper.kept!;
      const call = { path: { record_id: seen.id }, headers: ifUnchanged(seen) };
      return (await signMedicalRecord({ ...call, throwOnError: true })).data;
    },
    async onSuccess(signed) {
      if (!signed) return;
      void refreshAnswers(...RECORD_ANSWERS);
      notifications.show({ message: t`Signed. The patient can read it now.` });
      await toRecord(signed.id);
    },
    onError: (error) => notifications.show({ color: 'red.8', message: i18n._(sentenceOf(error)) }),
  });
  const sign = () => {
    if (held.length === 0) return signing.mutate();
    main.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };

  if (amending) return <AmendRecord patient={patient} visit={visit} {...amending} />;
  return (
    <Page
      title={form.title.trim() || i18n._(RECORD_TYPE_WORDS[form.record_type])}
      kicker={patient.full_name}
      width="wide"
    >
      <div className={classes.columns}>
        <div className={classes.main} ref={main}>
          {keeping.state === 'conflict' && (
            <ConflictPanel
              form={form}
              theirs={keeping.theirs}
              choose={(content) =>
                keeping.theirs.status === 'draft'
                  ? draft.choose(content)
                  : setAmending({ record: keeping.theirs, content })
              }
            />
          )}
          <Panel>
            <RecordEditor form={form} held={held} change={draft.change} />
          </Panel>
          {madeId !== undefined && <RecordFiles recordId={madeId} mayChange />}
          <div className={classes.bar}>
            <KeepingWords keeping={keeping} isHeld={held.length > 0} again={() => void keeper.flush()} />
            <div className={classes.buttons}>
              {madeId !== undefined && (
                <Button variant="subtle" color="red" onClick={() => setDeleting(true)}>
                  <Trans>Delete the draft</Trans>
                </Button>
              )}
              <Button
                disabled={madeId === undefined && keeping.state === 'empty'}
                loading={signing.isPending}
                onClick={sign}
              >
                <Trans>Sign</Trans>
              </Button>
            </div>
          </div>
        </div>
        <WriteAside patient={patient} visit={visit} />
      </div>
      <Confirm
        isOpen={isDeleting}
        close={() => setDeleting(false)}
        title={t`Delete the draft`}
        label={<Trans>Delete</Trans>}
        tone="danger"
        act={() => deleteMedicalRecord({ path: { record_id: madeId! }, throwOnError: true })}
        done={() => {
          keeper.stop();
          void refreshAnswers(...RECORD_ANSWERS);
          void navigate({
            to: '/patients/$patientId',
            params: { patientId },
            replace: true,
            ignoreBlocker: true,
          });
        }}
      >
        <Trans>What is written here is taken out of sight. An administrator can bring it back.</Trans>
      </Confirm>
      <LeaveAnyway blocker={blocker} />
    </Page>
  );
}
