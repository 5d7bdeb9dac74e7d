import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { invitePatient } from '../../api/generated/sdk.gen.ts';
import type { Patient } from '../../api/generated/types.gen.ts';
import { Refusal } from '../../api/refusal.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { Notice } from '../../ui/notice.tsx';

/** The account waits for the patient's first sign-in; the invitation can be sent again. */
export function WaitingForPatient({ patient }: { patient: Patient }) {
  const { t, i18n } = useLingui();
  const { email } = patient.user;
  const inviting = useMutation({
    mutationFn: () => invitePatient({ path: { patient_id: patient.id }, throwOnError: true }),
    onSuccess: () => notifications.show({ message: t`A new invitation is on its way to ${email}.` }),
  });
  const { error } = inviting;
  const hasPassword = error instanceof Refusal && error.code === 'invitation_not_needed';
  return (
    <>
      <Notice
        title={<Trans>Has not signed in yet</Trans>}
        action={
          <Button variant="default" size="sm" loading={inviting.isPending} onClick={() => inviting.mutate()}>
            <Trans>Send a new invitation</Trans>
          </Button>
        }
      >
        <Trans>The address is not verified. You can book for this patient all the same.</Trans>
      </Notice>
      {error && (
        <Notice tone="danger">
          {hasPassword ? (
            <Trans>
              There is a password already: the patient gets a link to verify the address on the sign-in page.
            </Trans>
          ) : (
            i18n._(sentenceOf(error))
          )}
        </Notice>
      )}
    </>
  );
}
