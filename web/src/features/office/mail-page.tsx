import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Tabs } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { readOutgoingMailOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { retryMail } from '../../api/generated/sdk.gen.ts';
import type { OutgoingMailContent } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { MailStatus, MailSubject } from './mail-status.tsx';
import classes from './mails.module.css';

const route = getRouteApi('/signed-in/office/mails/$mailId');

/** One mail as it would go out now. */
export function MailPage() {
  const { t } = useLingui();
  const { mailId } = route.useParams();
  const mail = useQuery(readOutgoingMailOptions({ path: { mail_id: mailId } }));
  return (
    <Page
      title={mail.data?.subject ?? t`Mail`}
      kicker={
        <TextLink to="/office/mails" underline="hover">
          <Trans>Outgoing mail</Trans>
        </TextLink>
      }
    >
      <Answer of={mail}>
        {(found) => (
          <>
            <SendAgain mail={found} />
            <Envelope mail={found} />
            <Content mail={found} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function Envelope({ mail }: { mail: OutgoingMailContent }) {
  const { t } = useLingui();
  const times = useTimes();
  return (
    <Panel>
      <Facts>
        <Fact name={t`To`}>{mail.to_address}</Fact>
        <Fact name={t`About`}>
          <MailSubject kind={mail.kind} />
        </Fact>
        <Fact name={t`Status`}>
          <MailStatus mail={mail} />
        </Fact>
        <Fact name={t`Tries`}>{mail.attempts}</Fact>
        <Fact name={t`Written`}>{times.dayAndTime(mail.created_at)}</Fact>
        <Fact name={t`Sent`}>{mail.sent_at && times.dayAndTime(mail.sent_at)}</Fact>
      </Facts>
    </Panel>
  );
}

/** For what did not arrive, and for what was kept before there was a mail server. */
function SendAgain({ mail }: { mail: OutgoingMailContent }) {
  const { t, i18n } = useLingui();
  const sending = useMutation({
    mutationFn: () => retryMail({ path: { mail_id: mail.id }, throwOnError: true }),
    onSuccess: () => notifications.show({ message: t`The mail is sent again.` }),
    onError: (error) => notifications.show({ color: 'red.8', message: i18n._(sentenceOf(error)) }),
    onSettled: () => refreshAnswers('readOutgoingMail', 'listOutgoingMails'),
  });
  if (mail.status !== 'failed') return null;
  return (
    <Notice
      tone="danger"
      title={<Trans>This mail did not arrive</Trans>}
      action={
        <Button variant="default" size="sm" loading={sending.isPending} onClick={() => sending.mutate()}>
          <Trans>Send again</Trans>
        </Button>
      }
    >
      <Trans>Check the address with the person, and send it again.</Trans>
    </Notice>
  );
}

function Content({ mail: { subject, text, html } }: { mail: OutgoingMailContent }) {
  const { t } = useLingui();
  const paper = useMemo(() => (html === null ? '' : withoutLinks(html)), [html]);
  if (text === null || html === null)
    return subject === null ? (
      <Notice>
        <Trans>What this mail was about no longer holds, so it would not go out any more.</Trans>
      </Notice>
    ) : (
      <Notice>
        <Trans>
          A mail server delivers it, so its content stays with the recipient: it may hold a link that opens an
          account.
        </Trans>
      </Notice>
    );
  return (
    <Panel>
      <Tabs defaultValue="text" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="text">
            <Trans>Text</Trans>
          </Tabs.Tab>
          <Tabs.Tab value="html">
            <Trans>As it looks</Trans>
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="text">
          <pre className={classes.text}>{text}</pre>
        </Tabs.Panel>
        <Tabs.Panel value="html">
          <iframe className={classes.frame} title={t`The mail as it looks`} sandbox="" srcDoc={paper} />
        </Tabs.Panel>
      </Tabs>
    </Panel>
  );
}

/** In the frame nothing runs and nothing leads away: a link is for its recipient, who may use it once. */
function withoutLinks(html: string): string {
  const paper = new DOMParser().parseFromString(html, 'text/html');
  for (const link of paper.querySelectorAll('a, area, form')) {
    link.removeAttribute('href');
    link.removeAttribute('action');
  }
  return `<!doctype html>${paper.documentElement.outerHTML}`;
}
