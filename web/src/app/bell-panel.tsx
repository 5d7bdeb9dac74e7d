import { Trans } from '@lingui/react/macro';
import { Button, ScrollArea } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { useMutation, type UseQueryResult } from '@tanstack/react-query';
import { markAllNotificationsRead } from '../api/generated/sdk.gen.ts';
import type { NotificationPage } from '../api/generated/types.gen.ts';
import { refreshAnswers } from '../api/query-client.ts';
import { Answer } from '../ui/answer.tsx';
import { Empty } from '../ui/empty.tsx';
import { TextLink } from '../ui/links.tsx';
import { NotificationLine } from './notification-line.tsx';
import classes from './bell-panel.module.css';

interface BellPanelProps {
  list: UseQueryResult<NotificationPage, unknown>;
  close(): void;
}

/** What has happened, the newest first; fetched when the bell is pressed for the first time. */
export function BellPanel({ list, close }: BellPanelProps) {
  const marking = useMutation({
    mutationFn: () => markAllNotificationsRead({ throwOnError: true }),
    onSuccess: () => refreshAnswers('listNotifications'),
  });
  return (
    <>
      <div className={classes.head}>
        <strong>
          <Trans>Notifications</Trans>
        </strong>
        {list.data !== undefined && list.data.unread_count > 0 && (
          <Button
            variant="subtle"
            size="compact-sm"
            loading={marking.isPending}
            onClick={() => marking.mutate()}
          >
            <Trans>Mark all as read</Trans>
          </Button>
        )}
      </div>
      <ScrollArea.Autosize mah="min(30rem, 65dvh)">
        <Answer of={list}>
          {({ results }) =>
            results.length === 0 ? (
              <Empty icon={IconBellOff} title={<Trans>All quiet</Trans>}>
                <Trans>When a visit is booked, moved or cancelled, you read it here.</Trans>
              </Empty>
            ) : (
              <ul className={classes.list}>
                {results.map((item) => (
                  <li key={item.id}>
                    <NotificationLine item={item} onGo={close} />
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
      </ScrollArea.Autosize>
      <div className={classes.foot}>
        <TextLink to="/notifications" onClick={close}>
          <Trans>All notifications</Trans>
        </TextLink>
      </div>
    </>
  );
}
