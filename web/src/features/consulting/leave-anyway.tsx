import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Modal, Stack } from '@mantine/core';

/** What `useBlocker` gives with its resolver. */
interface Blocker {
  status: 'idle' | 'blocked';
  proceed?: (() => void) | undefined;
  reset?: (() => void) | undefined;
}

/** Asks before something that is typed and not kept is left behind. */
export function LeaveAnyway({ blocker }: { blocker: Blocker }) {
  const { t } = useLingui();
  return (
    <Modal
      opened={blocker.status === 'blocked'}
      onClose={() => blocker.reset?.()}
      title={t`Not everything is saved`}
      withCloseButton={false}
    >
      <Stack>
        <Trans>If you leave now, what is not saved yet is lost.</Trans>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={() => blocker.reset?.()} data-autofocus>
            <Trans>Stay here</Trans>
          </Button>
          <Button color="red.8" onClick={() => blocker.proceed?.()}>
            <Trans>Leave</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
