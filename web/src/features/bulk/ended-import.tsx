import { Plural, Trans } from '@lingui/react/macro';
import { Group, Stack } from '@mantine/core';
import type { PatientImport } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { LinkButton } from '../../ui/links.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RowTables } from './row-tables.tsx';
import { Tally } from './tally.tsx';
import { UndoImport } from './undo-import.tsx';

/** What has become of an import. */
export function EndedImport({ file }: { file: PatientImport }) {
  return file.status === 'imported' ? <Imported file={file} /> : <Undone file={file} />;
}

function Imported({ file }: { file: PatientImport }) {
  const times = useTimes();
  const { rows, undo_until } = file;
  const until = undo_until === null ? '' : times.dayAndTime(undo_until);
  return (
    <>
      <Tally
        counts={[
          { label: <Trans>Imported</Trans>, value: rows.imported, tone: 'good' },
          { label: <Trans>To be corrected</Trans>, value: rows.invalid, tone: 'bad' },
          { label: <Trans>Look like somebody</Trans>, value: rows.duplicate, tone: 'doubt' },
        ]}
      />
      <Panel
        tone="accent"
        title={<Plural value={rows.imported} one="# patient is imported" other="# patients are imported" />}
      >
        <Stack>
          <div>
            {file.with_invitations ? (
              <Trans>Each gets an invitation by e-mail.</Trans>
            ) : (
              <Trans>Nobody was told. You can invite each from the patient’s page.</Trans>
            )}{' '}
            {undo_until === null ? (
              <Trans>It is too late to undo the import.</Trans>
            ) : (
              <Trans>Until {until} the import can be undone.</Trans>
            )}
          </div>
          <Group>
            <LinkButton to="/desk/patients" search={{ gender: undefined, is_active: undefined }}>
              <Trans>To the patients</Trans>
            </LinkButton>
            {undo_until !== null && rows.imported > 0 && (
              <UndoImport file={file} label={<Trans>Undo the import</Trans>} />
            )}
          </Group>
        </Stack>
      </Panel>
      <RowTables file={file} of={['invalid', 'duplicate']} />
    </>
  );
}

function Undone({ file }: { file: PatientImport }) {
  const { rows } = file;
  return (
    <>
      <Tally
        counts={[
          { label: <Trans>Taken back</Trans>, value: rows.undone },
          { label: <Trans>Stayed</Trans>, value: rows.kept, tone: 'doubt' },
        ]}
      />
      <Panel
        tone="sunken"
        title={<Trans>The import is undone</Trans>}
        hint={<Trans>Correct the file, and the same people can be imported anew.</Trans>}
      >
        <Group>
          <LinkButton to="/bulk/import">
            <Trans>Upload a file</Trans>
          </LinkButton>
        </Group>
      </Panel>
      <RowTables file={file} of={['kept']} />
    </>
  );
}
