import { useLingui } from '@lingui/react/macro';
import { ActionIcon, Indicator, Popover, VisuallyHidden } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { listNotificationsOptions } from '../api/generated/@tanstack/react-query.gen.ts';
import { useLive } from '../lib/live.ts';
import { Lines } from '../ui/answer.tsx';

const BellPanel = lazy(async () => ({ default: (await import('./bell-panel.tsx')).BellPanel }));

/** How many notifications are unread, at any time; pressed, what they say. */
export function Bell() {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(false);
  const list = useQuery(listNotificationsOptions({ query: { page_size: 20 } }));
  const [heard, setHeard] = useState('');
  useLive((news) => news.event === 'notification' && setHeard(news.data.description));
  const unread = list.data?.unread_count ?? 0;

  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      width={380}
      shadow="lg"
      radius="lg"
      trapFocus
    >
      <Indicator
        label={unread > 99 ? '99+' : unread}
        size={19}
        offset={9}
        disabled={unread === 0}
        color="red.8"
        zIndex={1}
      >
        <Popover.Target>
          <ActionIcon
            aria-label={unread > 0 ? t`Notifications, ${unread} unread` : t`Notifications`}
            onClick={() => setOpen(!isOpen)}
          >
            <IconBell size={22} stroke={1.7} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <VisuallyHidden role="status">{heard}</VisuallyHidden>
      <Popover.Dropdown p={0} aria-label={t`Notifications`}>
        <Suspense fallback={<Lines />}>
          <BellPanel list={list} close={() => setOpen(false)} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
