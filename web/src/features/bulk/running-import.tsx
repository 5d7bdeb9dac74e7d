import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Progress, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { resumePatientImport } from '../../api/generated/sdk.gen.ts';
import type { PatientImport } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { useNumbers } from '../../lib/numbers.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './running-import.module.css';
import { UndoImport } from './undo-import.tsx';

/** After so long without a step somebody may want to push. A killed worker's work is taken up within a minute. */
const STANDS_STILL_MS = 75_000;

/** A bar that moves, while rows are checked, imported or taken back. */
export function RunningImport({ file }: { file: PatientImport }) {
  const { t } = useLingui();
  const number = useNumbers();
  const { done, total } = progressOf(file);
  const percent = total === 0 ? 0 : Math.round((done / total) * 100);
  const standsStill = useStandsStill(`${file.status} ${done}`);
  const titles = {
    checking: <Trans>The rows are being checked</Trans>,
    importing: <Trans>The patients are being imported</Trans>,
    undoing: <Trans>The import is being undone</Trans>,
  };
  const [shownDone, shownTotal] = [number(done), number(total)];
  return (
    <Panel title={titles[file.status as keyof typeof titles]}>
      <Stack>
        <div>
          <Progress.Root size={14} radius="xl">
            <Progress.Section value={percent} aria-label={t`Progress`} aria-valuetext={`${percent} %`} />
          </Progress.Root>
          <p className={`numbers ${classes.count}`}>
            <span>
              <Trans>
                {shownDone} of {shownTotal} rows
              </Trans>
            </span>
            <strong>{percent} %</strong>
          </p>
        </div>
        {standsStill ? (
          <StandsStill file={file} />
        ) : (
          <p className={classes.hint}>
            <Trans>You may leave this page. It goes on, also after a restart of the server.</Trans>
          </p>
        )}
        {file.status === 'importing' && (
          <Group>
            <UndoImport file={file} label={<Trans>Stop and undo</Trans>} />
          </Group>
        )}
      </Stack>
    </Panel>
  );
}

function StandsStill({ file }: { file: PatientImport }) {
  const { i18n } = useLingui();
  const resuming = useMutation({
    mutationFn: () => resumePatientImport({ path: { import_id: file.id }, throwOnError: true }),
    onSettled: () => refreshAnswers('readPatientImport'),
  });
  return (
    <Notice
      tone="warning"
      title={<Trans>It stands still</Trans>}
      action={
        <Button variant="default" size="sm" loading={resuming.isPending} onClick={() => resuming.mutate()}>
          <Trans>Go on</Trans>
        </Button>
      }
    >
      {resuming.isError ? (
        i18n._(sentenceOf(resuming.error))
      ) : (
        <Trans>What is done is kept, and nothing is done twice.</Trans>
      )}
    </Notice>
  );
}

function useStandsStill(progress: string): boolean {
  const [stoodSince, setStoodSince] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setStoodSince(progress), STANDS_STILL_MS);
    return () => clearTimeout(timer);
  }, [progress]);
  return stoodSince === progress;
}

/** What this phase has done of what it has to do. */
function progressOf({ status, rows }: PatientImport): { done: number; total: number } {
  if (status === 'checking') return { done: rows.total - rows.waiting, total: rows.total };
  if (status === 'importing') return { done: rows.imported, total: rows.imported + rows.ready };
  return { done: rows.undone + rows.kept, total: rows.undone + rows.imported };
}
