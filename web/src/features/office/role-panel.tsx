import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, NativeSelect, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ifUnchanged } from '../../api/etags.ts';
import { changeRole } from '../../api/generated/sdk.gen.ts';
import type { User } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { ROLE_WORDS } from '../../app/user-menu.tsx';
import type { Role } from '../../lib/me.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';

/** What somebody may do. Doctor and patient want the profile of that role, so only possible roles are offered. */
export function RolePanel({ user }: { user: User }) {
  const { t, i18n } = useLingui();
  const { bind, field, form, isSending, notice } = useServerForm({
    initial: { role: user.role },
    send: (body) =>
      changeRole({ path: { user_id: user.id }, body, headers: ifUnchanged(user), throwOnError: true }),
    async done() {
      await refreshAnswers('readUser', 'listUsers', 'readOwnAccount');
      notifications.show({ message: t`The new role counts at once.` });
    },
    refused({ code }) {
      if (code === 'stale') void refreshAnswers('readUser');
    },
  });
  const possible = (['ADMIN', 'DOCTOR', 'PATIENT'] as const).filter((role) => isPossible(user, role));
  if (possible.length < 2) return null;
  return (
    <Panel
      title={<Trans>Role</Trans>}
      hint={<Trans>An administrator may open everything but confidential records.</Trans>}
    >
      <form {...bind}>
        <Stack>
          {notice && <Notice tone="danger">{notice}</Notice>}
          <Group align="end">
            <NativeSelect
              label={t`This person is`}
              data={possible.map((value) => ({ value, label: i18n._(ROLE_WORDS[value]) }))}
              {...field('role')}
            />
            <Button type="submit" loading={isSending} disabled={form.values.role === user.role}>
              <Trans>Change the role</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function isPossible({ patient_id, doctor_id, role }: User, wanted: Role): boolean {
  if (wanted === role || wanted === 'ADMIN') return true;
  return (wanted === 'DOCTOR' ? doctor_id : patient_id) !== null;
}
