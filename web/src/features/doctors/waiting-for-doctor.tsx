import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { renewUserInvitation } from '../../api/generated/sdk.gen.ts';
import type { Doctor } from '../../api/generated/types.gen.ts';
import { Refusal } from '../../api/refusal.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { Notice } from '../../ui/notice.tsx';

/** Nobody can book with a doctor who has not come in yet; the invitation can be sent again. */
export function WaitingForDoctor({ doctor }: { doctor: Doctor }) {
  const { t, i18n } = useLingui();
  const { id: user_id, email = '' } = doctor.user;
  const inviting = useMutation({
    mutationFn: () => renewUserInvitation({ path: { user_id }, throwOnError: true }),
    onSuccess: () => notifications.show({ message: t`A new invitation is on its way to ${email}.` }),
  });
  const { error } = inviting;
  const hasPassword = error instanceof Refusal && error.code === 'invitation_not_needed';
  return (
    <>
      <Notice
        tone="warning"
        title={<Trans>Has not signed in yet</Trans>}
        action={
          <Button variant="default" size="sm" loading={inviting.isPending} onClick={() => inviting.mutate()}>
            <Trans>Send a new invitation</Trans>
          </Button>
        }
      >
        <Trans>Until then nobody can book with this doctor. Hours can be set already.</Trans>
      </Notice>
      {error && (
        <Notice tone="danger">
          {hasPassword ? (
            <Trans>
              There is a password already: the doctor gets a link to verify the address on the sign-in page.
            </Trans>
          ) : (
            i18n._(sentenceOf(error))
          )}
        </Notice>
      )}
    </>
  );
}
