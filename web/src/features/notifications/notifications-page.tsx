import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { IconBellOff, IconMail, IconMailOpened, IconSettings } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { listNotificationsOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { markAllNotificationsRead, markNotification } from '../../api/generated/sdk.gen.ts';
import type { Notification } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { NotificationLine } from '../../app/notification-line.tsx';
import { Answer } from '../../ui/answer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton } from '../../ui/links.tsx';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PlainList } from '../../ui/plain-list.tsx';
import classes from './notifications-page.module.css';

const route = getRouteApi('/signed-in/notifications');
const PAGE_SIZE = 20;

/** All that one was told, the newest first. */
export function NotificationsPage() {
  const { t } = useLingui();
  const { page = 1, unread } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useQuery({
    ...listNotificationsOptions({
      query: { page, page_size: PAGE_SIZE, ...(unread && { read: false }) },
    }),
    placeholderData: keepPreviousData,
  });
  const marking = useMutation({
    mutationFn: () => markAllNotificationsRead({ throwOnError: true }),
    onSuccess: () => refreshAnswers('listNotifications'),
  });
  return (
    <Page
      title={t`Notifications`}
      width="narrow"
      actions={
        <LinkButton
          to="/notifications/preferences"
          variant="default"
          leftSection={<IconSettings size={19} aria-hidden />}
        >
          <Trans>What to tell me</Trans>
        </LinkButton>
      }
    >
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={t`Which notifications`}
          value={unread ? 'unread' : 'all'}
          onChange={(to) =>
            void navigate({ search: { unread: to === 'unread' || undefined }, replace: true })
          }
          data={[
            { value: 'all', label: t`All` },
            { value: 'unread', label: t`Unread` },
          ]}
          size="md"
          radius="md"
        />
        {list.data !== undefined && list.data.unread_count > 0 && (
          <Button variant="subtle" loading={marking.isPending} onClick={() => marking.mutate()}>
            <Trans>Mark all as read</Trans>
          </Button>
        )}
      </div>
      <Answer of={list}>
        {({ count, count_is_capped = false, results }) => (
          <Panel isFlush>
            {count === 0 ? (
              <Empty icon={IconBellOff} title={<Trans>All quiet</Trans>} />
            ) : (
              <PlainList label={t`Notifications`}>
                {results.map((item) => (
                  <li key={item.id} className={classes.item}>
                    <NotificationLine item={item} />
                    <ReadMark item={item} />
                  </li>
                ))}
              </PlainList>
            )}
            {count > PAGE_SIZE && (
              <Pager
                count={count}
                isCapped={count_is_capped}
                page={page}
                pageSize={PAGE_SIZE}
                go={(to) => void navigate({ search: { unread, page: to } })}
              />
            )}
          </Panel>
        )}
      </Answer>
    </Page>
  );
}

function ReadMark({ item }: { item: Notification }) {
  const { t } = useLingui();
  const marking = useMutation({
    mutationFn: () =>
      markNotification({
        path: { notification_id: item.id },
        body: { read: !item.read },
        throwOnError: true,
      }),
    onSettled: () => refreshAnswers('listNotifications'),
  });
  return (
    <ActionIcon
      className={classes.mark}
      aria-label={item.read ? t`Mark as unread` : t`Mark as read`}
      loading={marking.isPending}
      onClick={() => marking.mutate()}
    >
      {item.read ? <IconMailOpened size={20} stroke={1.7} /> : <IconMail size={20} stroke={1.7} />}
    </ActionIcon>
  );
}
