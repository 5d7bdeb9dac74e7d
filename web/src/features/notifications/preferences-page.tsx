import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { ifUnchanged } from '../../api/etags.ts';
import { readNotificationPreferencesOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { setNotificationPreferences } from '../../api/generated/sdk.gen.ts';
import type { NotificationPreferences } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StillTrying } from '../../ui/still-trying.tsx';
import { KindsTable } from './kinds-table.tsx';
import { ReminderTimes } from './reminder-times.tsx';

/** What one wants to be told, where, and how long before a visit to be reminded. */
export function PreferencesPage() {
  const { t } = useLingui();
  const preferences = useQuery(readNotificationPreferencesOptions());
  return (
    <Page title={t`What to tell me`} width="narrow">
      <Answer of={preferences} skeleton={<Lines height={160} />}>
        {(seen) => <PreferencesForm preferences={seen} />}
      </Answer>
    </Page>
  );
}

function PreferencesForm({ preferences }: { preferences: NotificationPreferences }) {
  const { t } = useLingui();
  const { form, bind, isSending, isRetrying, notice } = useServerForm({
    initial: {
      kinds: preferences.kinds.toSorted((one, other) => one.fixed.length - other.fixed.length),
      reminder_minutes_before: preferences.reminder_minutes_before,
    },
    async send({ kinds, reminder_minutes_before }) {
      const { data } = await setNotificationPreferences({
        body: {
          kinds: kinds.map(({ kind, in_app, mail }) => ({ kind, in_app, mail })),
          reminder_minutes_before,
        },
        headers: ifUnchanged(preferences),
        throwOnError: true,
      });
      return data;
    },
    async done() {
      await refreshAnswers('readNotificationPreferences');
      notifications.show({ message: t`Saved.` });
    },
    refused({ code }) {
      if (code === 'stale') void refreshAnswers('readNotificationPreferences');
    },
  });
  const { kinds, reminder_minutes_before: minutes } = form.values;
  return (
    <form {...bind}>
      <Stack gap="lg">
        {minutes !== null && (
          <ReminderTimes
            minutes={minutes}
            choose={(chosen) => form.setFieldValue('reminder_minutes_before', chosen)}
          />
        )}
        <Panel
          title={<Trans>News</Trans>}
          hint={<Trans>What concerns your safety always reaches you, so some switches stay on.</Trans>}
        >
          <KindsTable kinds={kinds} change={(changed) => form.setFieldValue('kinds', changed)} />
        </Panel>
        {notice && <Notice tone="danger">{notice}</Notice>}
        <StillTrying isTrying={isRetrying} />
        <div>
          <Button type="submit" size="lg" loading={isSending}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </Stack>
    </form>
  );
}
