import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { readMedicalRecordOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { MedicalRecord } from '../../api/generated/types.gen.ts';
import { isMissing } from '../../api/query-client.ts';
import { RECORD_STATUS_WORDS, RECORD_TYPE_WORDS } from '../../lib/record-words.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { DownloadButton } from '../../ui/download-button.tsx';
import { LinkButton, TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RecordContent } from '../../ui/record-content.tsx';
import { RecordFiles } from './record-files.tsx';
import { WhoOpened } from './who-opened.tsx';

const route = getRouteApi('/signed-in/records/$recordId');

/** One record, as its patient reads it. */
export function MyRecordPage() {
  const { t } = useLingui();
  const { recordId } = route.useParams();
  const record = useQuery({
    ...readMedicalRecordOptions({ path: { record_id: recordId } }),
    throwOnError: isMissing,
  });
  if (record.data?.restricted === false) return <Readable record={record.data} />;
  return (
    <Page title={t`Record`} width="narrow">
      <Answer of={record} skeleton={<Lines count={4} height={96} />}>
        {() => null}
      </Answer>
    </Page>
  );
}

function Readable({ record }: { record: MedicalRecord }) {
  const { t, i18n } = useLingui();
  const times = useTimes();
  const { id, title, record_type, doctor_details, created_at, status, version, updated_at } = record;
  return (
    <Page
      // The browser keeps the titles of pages, so this one tells nothing.
      title={i18n._(RECORD_TYPE_WORDS[record_type])}
      kicker={
        <TextLink to="/records">
          <Trans>My records</Trans>
        </TextLink>
      }
      lead={`${doctor_details.full_name} · ${times.date(created_at)}`}
      width="narrow"
      actions={
        <DownloadButton path={`/api/medical-records/${id}/pdf/`}>
          <Trans>Save as PDF</Trans>
        </DownloadButton>
      }
    >
      {status === 'entered_in_error' && (
        <Notice tone="danger" title={i18n._(RECORD_STATUS_WORDS[status])}>
          <Trans>Do not act on what is written here. Ask your doctor.</Trans>
        </Notice>
      )}
      {record.is_confidential && (
        <Notice title={t`Confidential`}>
          <Trans>
            Only you and {doctor_details.full_name} read it. Others need an emergency, and you are told.
          </Trans>
        </Notice>
      )}
      <Panel
        title={title}
        hint={version > 1 && <Trans>Corrected on {times.date(updated_at)}</Trans>}
        actions={
          record.appointment !== null && (
            <LinkButton
              to="/visits/$visitId"
              params={{ visitId: record.appointment }}
              variant="subtle"
              size="sm"
            >
              <Trans>The visit</Trans>
            </LinkButton>
          )
        }
      >
        <RecordContent record={record} />
      </Panel>
      <RecordFiles record={record} />
      <WhoOpened recordId={id} />
    </Page>
  );
}
