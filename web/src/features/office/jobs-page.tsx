import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCircleCheck } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { listFailedJobsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { discardFailedJob, retryFailedJob } from '../../api/generated/sdk.gen.ts';
import type { FailedJob } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { useTimes } from '../../lib/time.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './jobs-page.module.css';

const route = getRouteApi('/signed-in/office/jobs');

const columns: readonly Column<FailedJob>[] = [
  {
    key: 'name',
    title: msg`Job`,
    cell: ({ name, payload }) => (
      <div>
        <strong>{name}</strong>
        <code className={classes.payload}>{JSON.stringify(payload)}</code>
      </div>
    ),
  },
  { key: 'reason', title: msg`Why it failed`, cell: ({ reason }) => <code>{reason}</code> },
  { key: 'since', title: msg`Since`, cell: ({ created_at }) => <When at={created_at} /> },
  {
    key: 'actions',
    title: msg`Actions`,
    isTitleUnseen: true,
    align: 'end',
    cell: (job) => <JobActions job={job} />,
  },
];

/** What Etiba has tried in vain and does not try any more by itself. */
export function JobsPage() {
  const { t } = useLingui();
  const place = route.useSearch();
  const navigate = route.useNavigate();
  const jobs = useQuery({ ...listFailedJobsOptions({ query: place }), placeholderData: keepPreviousData });
  return (
    <Page
      title={t`Failed jobs`}
      lead={
        <Trans>
          Work behind the scenes, such as sending a mail, that failed again and again. Mend the cause, then
          try it once more.
        </Trans>
      }
      width="wide"
    >
      <Panel isFlush>
        <DataTable
          label={t`Failed jobs`}
          of={jobs}
          columns={columns}
          place={place}
          go={({ page }) => void navigate({ search: { page } })}
          empty={
            <Empty icon={IconCircleCheck} title={<Trans>Nothing has failed</Trans>}>
              <Trans>All work behind the scenes is done or under way.</Trans>
            </Empty>
          }
        />
      </Panel>
    </Page>
  );
}

function JobActions({ job }: { job: FailedJob }) {
  const { t, i18n } = useLingui();
  const [isAsking, setAsking] = useState(false);
  const path = { job_id: job.id };
  const retrying = useMutation({
    mutationFn: () => retryFailedJob({ path, throwOnError: true }),
    onSuccess: () => notifications.show({ message: t`The job is tried again.` }),
    onError: (error) => notifications.show({ color: 'red.8', message: i18n._(sentenceOf(error)) }),
    onSettled: () => refreshAnswers('listFailedJobs'),
  });
  return (
    <Group gap="xs" wrap="nowrap">
      <Button variant="default" size="sm" loading={retrying.isPending} onClick={() => retrying.mutate()}>
        <Trans>Try again</Trans>
      </Button>
      <Button variant="subtle" size="sm" onClick={() => setAsking(true)}>
        <Trans>Discard</Trans>
      </Button>
      <Confirm
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={t`Discard this job?`}
        label={<Trans>Discard</Trans>}
        tone="danger"
        act={() => discardFailedJob({ path, throwOnError: true })}
        done={() => {
          void refreshAnswers('listFailedJobs');
          notifications.show({ message: t`The job is discarded.` });
        }}
      >
        <Trans>What it should have done is never done, for example a mail is not sent.</Trans>
      </Confirm>
    </Group>
  );
}

function When({ at }: { at: string }) {
  const times = useTimes();
  return (
    <time dateTime={at} className="numbers">
      {times.dayAndTime(at)}
    </time>
  );
}
