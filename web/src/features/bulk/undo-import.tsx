import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { undoPatientImport } from '../../api/generated/sdk.gen.ts';
import type { PatientImport } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { Confirm } from '../../ui/confirm.tsx';

/** Takes back what an import has made, after asking. */
export function UndoImport({ file, label }: { file: PatientImport; label: ReactNode }) {
  const { t } = useLingui();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconArrowBackUp size={18} stroke={1.7} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {label}
      </Button>
      <Confirm
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={t`Undo the import?`}
        label={<Trans>Undo it</Trans>}
        tone="danger"
        act={() => undoPatientImport({ path: { import_id: file.id }, throwOnError: true })}
        done={() => void refreshAnswers('readPatientImport', 'listPatientImports', 'listPatients')}
      >
        <Plural
          value={file.rows.imported}
          one="# patient is taken out again."
          other="# patients are taken out again."
        />{' '}
        <Trans>
          Whoever has visits or records by now, has signed in or was changed stays, and you see who that is.
        </Trans>
      </Confirm>
    </>
  );
}
