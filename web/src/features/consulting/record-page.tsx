import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { readMedicalRecordOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import type { MedicalRecord } from '../../api/generated/types.gen.ts';
import { isMissing } from '../../api/query-client.ts';
import { useMe } from '../../lib/me.ts';
import { RECORD_STATUS_WORDS, RECORD_TYPE_WORDS } from '../../lib/record-words.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { DownloadButton } from '../../ui/download-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton, TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DoctorLink } from '../../ui/person-link.tsx';
import { RecordContent } from '../../ui/record-content.tsx';
import { RecordFiles } from './record-files.tsx';
import { RecordVersions } from './record-versions.tsx';
import { WithdrawRecord } from './withdraw-record.tsx';

const route = getRouteApi('/signed-in/patients/$patientId/records/$recordId');

/** One record, as its doctors and administrators read it. */
export function RecordPage() {
  const { t } = useLingui();
  const { patientId, recordId } = route.useParams();
  const record = useQuery({
    ...readMedicalRecordOptions({ path: { record_id: recordId } }),
    throwOnError: isMissing,
  });
  if (record.data?.restricted === false) return <ReadableRecord record={record.data} />;
  return (
    <Page title={record.data ? t`A confidential record` : t`Record`} width="narrow">
      <Answer of={record} skeleton={<Lines count={4} height={96} />}>
        {() => (
          <Empty
            icon={IconLock}
            title={<Trans>Only its author and the patient may read it</Trans>}
            action={
              <LinkButton to="/patients/$patientId" params={{ patientId }} variant="default">
                <Trans>To the patient</Trans>
              </LinkButton>
            }
          >
            <Trans>In an emergency, the patient’s page opens it for an hour.</Trans>
          </Empty>
        )}
      </Answer>
    </Page>
  );
}

function ReadableRecord({ record }: { record: MedicalRecord }) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const times = useTimes();
  const [isWithdrawing, setWithdrawing] = useState(false);
  const { id, patient, patient_details, doctor_details, record_type, status, created_at } = record;
  const isAuthor = record.doctor === me.doctor_id;
  const mayChange =
    status !== 'entered_in_error' && (isAuthor || (me.role === 'ADMIN' && !record.is_confidential));
  return (
    <Page
      title={record.title}
      kicker={
        <TextLink to="/patients/$patientId" params={{ patientId: patient }}>
          {patient_details.full_name}
        </TextLink>
      }
      lead={
        <>
          {i18n._(RECORD_TYPE_WORDS[record_type])} · <DoctorLink doctor={doctor_details} /> ·{' '}
          {times.date(created_at)}
        </>
      }
      actions={
        <>
          {status !== 'draft' && mayChange && (
            <Button variant="subtle" color="red" onClick={() => setWithdrawing(true)}>
              <Trans>Withdraw</Trans>
            </Button>
          )}
          {mayChange && (
            <LinkButton
              to="/patients/$patientId/write"
              params={{ patientId: patient }}
              search={{ record: id }}
              variant={status === 'draft' ? 'filled' : 'default'}
            >
              {status === 'draft' ? <Trans>Go on writing</Trans> : <Trans>Amend</Trans>}
            </LinkButton>
          )}
          {status !== 'draft' && (
            <DownloadButton path={`/api/medical-records/${id}/pdf/`}>
              <Trans>Save as PDF</Trans>
            </DownloadButton>
          )}
        </>
      }
    >
      {status === 'entered_in_error' && (
        <Notice tone="danger" title={i18n._(RECORD_STATUS_WORDS[status])}>
          <Trans>Do not act on what is written here.</Trans>
        </Notice>
      )}
      {status === 'draft' && (
        <Notice tone="warning" title={i18n._(RECORD_STATUS_WORDS[status])}>
          <Trans>It is not signed yet, so the patient does not see it.</Trans>
        </Notice>
      )}
      {record.is_confidential && (
        <Notice title={t`Confidential`}>
          {isAuthor ? (
            <Trans>Only you and the patient read it.</Trans>
          ) : (
            <Trans>You read it by emergency access. The patient has been told.</Trans>
          )}
        </Notice>
      )}
      <Panel>
        <RecordContent record={record} order={2} />
      </Panel>
      <RecordFiles recordId={id} mayChange={mayChange} />
      {record.version > 1 && <RecordVersions recordId={id} present={record.version} />}
      <WithdrawRecord record={record} isOpen={isWithdrawing} close={() => setWithdrawing(false)} />
    </Page>
  );
}
