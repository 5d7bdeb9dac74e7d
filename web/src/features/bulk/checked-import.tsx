import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ifUnchanged } from '../../api/etags.ts';
import { discardPatientImport, startPatientImport } from '../../api/generated/sdk.gen.ts';
import type { PatientImport } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReadColumns } from './read-columns.tsx';
import { RowTables } from './row-tables.tsx';
import { Tally } from './tally.tsx';

/** After the check: what can be imported, what not and why, and the button that begins. */
export function CheckedImport({ file }: { file: PatientImport }) {
  const { i18n } = useLingui();
  const { rows } = file;
  const [wanted, setWanted] = useState<ReadonlySet<number>>(new Set());
  const [isInviting, setInviting] = useState(false);
  const starting = useMutation({
    mutationFn: () =>
      startPatientImport({
        path: { import_id: file.id },
        body: { with_invitations: isInviting, duplicate_lines: [...wanted] },
        throwOnError: true,
      }),
    onSettled: () => refreshAnswers('readPatientImport', 'listPatientImports', 'listPatientImportRows'),
  });
  const count = rows.ready + wanted.size;

  return (
    <>
      <Tally
        counts={[
          { label: <Trans>Can be imported</Trans>, value: rows.ready, tone: 'good' },
          { label: <Trans>To be corrected</Trans>, value: rows.invalid, tone: 'bad' },
          { label: <Trans>Look like somebody</Trans>, value: rows.duplicate, tone: 'doubt' },
        ]}
      />
      <Panel tone={count > 0 ? 'accent' : 'sunken'} title={<Trans>Import</Trans>}>
        <Stack>
          {starting.isError && <Notice tone="danger">{i18n._(sentenceOf(starting.error))}</Notice>}
          {count === 0 ? (
            <Trans>No row of this file can be imported.</Trans>
          ) : (
            <Checkbox
              checked={isInviting}
              onChange={({ currentTarget }) => setInviting(currentTarget.checked)}
              label={<Trans>Send each an invitation by e-mail</Trans>}
              description={
                <Trans>
                  With a link to choose a password, for 72 hours. Without it nobody is told anything.
                </Trans>
              }
            />
          )}
          <Group>
            {count > 0 && (
              <Button loading={starting.isPending} onClick={() => starting.mutate()}>
                <Plural value={count} one="Import # patient" other="Import # patients" />
              </Button>
            )}
            <Discard file={file} />
          </Group>
        </Stack>
      </Panel>
      <RowTables file={file} of={['invalid', 'duplicate']} wanted={wanted} want={setWanted} />
      <ReadColumns file={file} />
    </>
  );
}

function Discard({ file }: { file: PatientImport }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        <Trans>Discard this file</Trans>
      </Button>
      <Confirm
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={t`Discard this file?`}
        label={<Trans>Discard it</Trans>}
        act={() =>
          discardPatientImport({
            path: { import_id: file.id },
            headers: ifUnchanged(file),
            throwOnError: true,
          })
        }
        done={() => {
          void refreshAnswers('listPatientImports');
          void navigate({ to: '/bulk/import', replace: true });
        }}
      >
        <Trans>Nobody was imported from it. Correct it and upload it again.</Trans>
      </Confirm>
    </>
  );
}
