import { Trans, useLingui } from '@lingui/react/macro';
import { Button, CopyButton, Group, Stack, TextInput } from '@mantine/core';
import { IconCalendarShare, IconCheck, IconCopy } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readCalendarFeedOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { makeCalendarFeed, revokeCalendarFeed } from '../../api/generated/sdk.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';

/** A secret address under which a phone's or desktop's calendar shows one's visits. */
export function CalendarPanel() {
  const { t, i18n } = useLingui();
  const times = useTimes();
  const feed = useQuery(readCalendarFeedOptions());
  const [isAsking, setAsking] = useState(false);
  const making = useMutation({
    mutationFn: async () => (await makeCalendarFeed({ throwOnError: true })).data,
    onSuccess: () => refreshAnswers('readCalendarFeed'),
  });
  return (
    <Panel
      title={<Trans>My calendar</Trans>}
      hint={
        <Trans>
          Your phone or computer can show your visits. Whoever has the address sees them, so keep it to
          yourself.
        </Trans>
      }
    >
      <Stack>
        {making.isError && <Notice tone="danger">{i18n._(sentenceOf(making.error))}</Notice>}
        {making.data && <Address url={making.data.url} webcal={making.data.webcal_url} />}
        <Answer of={feed} skeleton={<Lines count={1} height={44} />}>
          {({ created_at }) => (
            <>
              {created_at !== null && !making.data && (
                <p style={{ margin: 0 }}>
                  <Trans>There is an address since {times.date(created_at)}. It was shown once.</Trans>
                </p>
              )}
              <Group gap="sm">
                <Button variant="default" loading={making.isPending} onClick={() => making.mutate()}>
                  {created_at === null ? <Trans>Make an address</Trans> : <Trans>Make a new address</Trans>}
                </Button>
                {created_at !== null && (
                  <Button variant="subtle" color="danger" onClick={() => setAsking(true)}>
                    <Trans>Take it back</Trans>
                  </Button>
                )}
              </Group>
            </>
          )}
        </Answer>
      </Stack>
      <Confirm
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={t`Take the address back?`}
        label={<Trans>Take it back</Trans>}
        tone="danger"
        act={() => revokeCalendarFeed({ throwOnError: true })}
        done={() => {
          making.reset();
          void refreshAnswers('readCalendarFeed');
        }}
      >
        <Trans>Calendars that use it show your visits no longer.</Trans>
      </Confirm>
    </Panel>
  );
}

function Address({ url, webcal }: { url: string; webcal: string }) {
  const { t } = useLingui();
  return (
    <Notice tone="done" title={<Trans>This is shown only once</Trans>}>
      <Stack gap="sm" mt="xs">
        <TextInput aria-label={t`Address for your calendar`} value={url} readOnly />
        <Group gap="sm">
          <Button
            component="a"
            href={webcal}
            size="sm"
            leftSection={<IconCalendarShare size={18} aria-hidden />}
          >
            <Trans>Open in my calendar</Trans>
          </Button>
          <CopyButton value={url}>
            {({ copied, copy }) => (
              <Button
                size="sm"
                variant="default"
                leftSection={
                  copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />
                }
                onClick={copy}
              >
                {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </Notice>
  );
}
