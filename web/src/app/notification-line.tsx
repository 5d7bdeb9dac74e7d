import { UnstyledButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { markNotification } from '../api/generated/sdk.gen.ts';
import type { Notification } from '../api/generated/types.gen.ts';
import { refreshAnswers } from '../api/query-client.ts';
import { useMe } from '../lib/me.ts';
import { useTimes } from '../lib/time.ts';
import { placeOf } from './notification-place.ts';
import classes from './notification-line.module.css';

interface NotificationLineProps {
  item: Notification;
  /** It was pressed, and its page opens. */
  onGo?(): void;
}

/** One notification: pressing it marks it as read and opens what it is about. */
export function NotificationLine({ item, onGo }: NotificationLineProps) {
  const me = useMe();
  const times = useTimes();
  const navigate = useNavigate();
  const place = placeOf(item, me.role);
  const marking = useMutation({
    mutationFn: () =>
      markNotification({
        path: { notification_id: item.id },
        body: { read: true },
        throwOnError: true,
      }),
    onSuccess: () => refreshAnswers('listNotifications'),
  });
  return (
    <UnstyledButton
      className={classes.line}
      data-unread={!item.read || undefined}
      onClick={() => {
        if (!item.read) marking.mutate();
        if (!place) return;
        onGo?.();
        void navigate(place);
      }}
    >
      <span>{item.description}</span>
      <time dateTime={item.timestamp}>{times.fromNow(item.timestamp)}</time>
    </UnstyledButton>
  );
}
