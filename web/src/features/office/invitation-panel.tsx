import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { renewUserInvitation } from '../../api/generated/sdk.gen.ts';
import type { User } from '../../api/generated/types.gen.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { Notice } from '../../ui/notice.tsx';
import { Refusal } from '../../api/refusal.ts';

/** For somebody who has not come in yet: the link works for 72 hours, and mails get lost. */
export function InvitationPanel({ user }: { user: User }) {
  const { t, i18n } = useLingui();
  const sending = useMutation({
    mutationFn: () => renewUserInvitation({ path: { user_id: user.id }, throwOnError: true }),
    onSuccess: () => notifications.show({ message: t`A new invitation is on its way to ${user.email}.` }),
  });
  const hasPassword = sending.error instanceof Refusal && sending.error.code === 'invitation_not_needed';
  return (
    <>
      <Notice
        tone="warning"
        title={<Trans>This person has not come in yet</Trans>}
        action={
          <Button variant="default" size="sm" loading={sending.isPending} onClick={() => sending.mutate()}>
            <Trans>Send a new invitation</Trans>
          </Button>
        }
      >
        <Trans>The address is not verified. The link of an invitation works for 72 hours.</Trans>
      </Notice>
      {sending.isError && (
        <Notice tone="danger">
          {hasPassword ? (
            <Trans>
              This person has chosen a password already, and gets a link to verify the address on the sign-in
              page.
            </Trans>
          ) : (
            i18n._(sentenceOf(sending.error))
          )}
        </Notice>
      )}
    </>
  );
}
