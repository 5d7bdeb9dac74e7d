import { route, type Route } from '../../platform/http/route.ts';
import { Message, ref } from '../../platform/http/schemas.ts';
import { listFailedJobs, listMails, readOutgoingMail } from './admin.queries.ts';
import {
  FailedJobPage,
  FailedJobParams,
  FailedJobQuery,
  MailParams,
  MailQuery,
  OutgoingMail,
  OutgoingMailContent,
  OutgoingMailPage,
} from './admin.schemas.ts';
import { discardFailedJob } from './discard-failed-job.ts';
import { retryFailedJob } from './retry-failed-job.ts';
import { retryMail } from './retry-mail.ts';

const message = ref(Message);

/** What went out or could not, and what failed. */
export const operationRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/admin/mails/',
    {
      access: 'admin:operations',
      operation_id: 'listOutgoingMails',
      summary: 'What was mailed or waits to be, the newest first',
      query: MailQuery,
      answer: ref(OutgoingMailPage),
    },
    ({ deps, actor, query }) => listMails(deps, actor, query),
  ),

  route(
    'GET',
    '/api/admin/mails/:mail_id/',
    {
      access: 'admin:operations',
      operation_id: 'readOutgoingMail',
      summary: 'One mail as it would go out now',
      description:
        'Text and HTML only where no SMTP server is set, and null where the mail has lost its sense.',
      params: MailParams,
      answer: ref(OutgoingMailContent),
    },
    ({ deps, actor, params }) => readOutgoingMail(deps, actor, params.mail_id),
  ),

  route(
    'POST',
    '/api/admin/mails/:mail_id/retry/',
    {
      access: 'admin:operations',
      operation_id: 'retryMail',
      summary: 'Send a mail again that could not be delivered, or that was kept',
      params: MailParams,
      answer: ref(OutgoingMail),
      problems: ['mail_not_retryable'],
    },
    ({ deps, actor, params }) => retryMail(deps, actor, params.mail_id),
  ),

  route(
    'GET',
    '/api/admin/failed-jobs/',
    {
      access: 'admin:operations',
      operation_id: 'listFailedJobs',
      summary: 'Jobs that failed to the last, the newest first',
      query: FailedJobQuery,
      answer: ref(FailedJobPage),
    },
    ({ deps, actor, query }) => listFailedJobs(deps, actor, query),
  ),

  route(
    'POST',
    '/api/admin/failed-jobs/:job_id/retry/',
    {
      access: 'admin:operations',
      operation_id: 'retryFailedJob',
      summary: 'Put a failed job back into its queue',
      params: FailedJobParams,
      answer: message,
      problems: ['job_not_retryable'],
    },
    ({ deps, actor, params }) => retryFailedJob(deps, actor, params.job_id),
  ),

  route(
    'DELETE',
    '/api/admin/failed-jobs/:job_id/',
    {
      access: 'admin:operations',
      operation_id: 'discardFailedJob',
      summary: 'Forget a failed job',
      params: FailedJobParams,
      answer: message,
    },
    ({ deps, actor, params }) => discardFailedJob(deps, actor, params.job_id),
  ),
];
