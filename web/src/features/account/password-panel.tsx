import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack, VisuallyHidden } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { changePassword } from '../../api/generated/sdk.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { useMe } from '../../lib/me.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { NewPasswordHint } from './new-password-hint.tsx';

export function PasswordPanel() {
  const { t } = useLingui();
  const me = useMe();
  const { form, bind, field, isSending, notice } = useServerForm({
    initial: { old_password: '', new_password: '' },
    send: (body) =>
      changePassword({ body: { ...body, new_password2: body.new_password }, throwOnError: true }),
    done() {
      form.reset();
      void refreshAnswers('listSessions');
      notifications.show({ message: t`Your password is changed. Your other devices are signed out.` });
    },
  });

  return (
    <Panel title={<Trans>Password</Trans>}>
      <form {...bind}>
        <Stack>
          {notice && <Notice tone="danger">{notice}</Notice>}
          <VisuallyHidden>
            <input type="text" aria-hidden tabIndex={-1} autoComplete="username" value={me.email} readOnly />
          </VisuallyHidden>
          <PasswordField
            label={t`Present password`}
            autoComplete="current-password"
            {...field('old_password')}
          />
          <PasswordField
            label={t`New password`}
            description={<NewPasswordHint />}
            autoComplete="new-password"
            {...field('new_password')}
          />
          <div>
            <Button type="submit" loading={isSending}>
              <Trans>Change password</Trans>
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}
