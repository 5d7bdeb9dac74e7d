import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { readPatientImportOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { PatientImport } from '../../api/generated/types.gen.ts';
import { isMissing } from '../../api/query-client.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Page } from '../../ui/page.tsx';
import { CheckedImport } from './checked-import.tsx';
import { EndedImport } from './ended-import.tsx';
import { RunningImport } from './running-import.tsx';
import { Steps } from './steps.tsx';

const route = getRouteApi('/signed-in/bulk/import/$importId');

/** How often one looks at an import that moves. */
const LOOK_MS = 700;

/** One import, from the check of its file to its end or its undoing; it goes on whoever looks. */
export function ImportPage() {
  const { t } = useLingui();
  const { importId } = route.useParams();
  const file = useQuery({
    ...readPatientImportOptions({ path: { import_id: importId } }),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? LOOK_MS : false),
    throwOnError: isMissing,
  });
  return (
    <Page
      title={t`Import of patients`}
      kicker={
        <TextLink to="/bulk" underline="hover">
          <Trans>Many at once</Trans>
        </TextLink>
      }
      lead={file.data && <About file={file.data} />}
    >
      <Answer of={file}>
        {(seen) => (
          <>
            <Steps at={stepOf(seen)} />
            {isMoving(seen) && <RunningImport file={seen} />}
            {seen.status === 'checked' && <CheckedImport file={seen} />}
            {(seen.status === 'imported' || seen.status === 'undone') && <EndedImport file={seen} />}
          </>
        )}
      </Answer>
    </Page>
  );
}

function About({ file }: { file: PatientImport }) {
  const times = useTimes();
  const { file_name, created_at, created_by } = file;
  const name = created_by.full_name;
  const when = times.dayAndTime(created_at);
  return (
    <Trans>
      <strong>{file_name}</strong>, uploaded by {name} on {when}
    </Trans>
  );
}

function isMoving({ status }: PatientImport): boolean {
  return status === 'checking' || status === 'importing' || status === 'undoing';
}

function stepOf({ status }: PatientImport) {
  if (status === 'checking' || status === 'checked') return 'check';
  return status === 'importing' ? 'import' : 'done';
}
