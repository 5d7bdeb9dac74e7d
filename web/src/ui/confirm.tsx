import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import { Button, Group, Modal, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { sentenceOf } from '../lib/refusal-words.ts';
import { Notice } from './notice.tsx';
import { StillTrying } from './still-trying.tsx';

interface ConfirmProps {
  isOpen: boolean;
  close(): void;
  title: ReactNode;
  children: ReactNode;
  /** What the button does, as a verb. */
  label: ReactNode;
  tone?: 'danger' | 'plain';
  /** Whether what is asked about is there yet. */
  isReady?: boolean;
  /** The call. The dialog stays open and says so when it is refused. */
  act(): Promise<unknown>;
  done?(): void;
}

/** Asks before something that is not easily undone. */
export function Confirm(props: ConfirmProps) {
  const { isOpen, close, title, children, label, tone = 'plain', isReady = true, act, done } = props;
  const { i18n } = useLingui();
  const acting = useMutation({
    mutationFn: act,
    onSuccess() {
      close();
      done?.();
    },
  });
  const { reset } = acting;
  useEffect(() => {
    if (isOpen) reset();
  }, [isOpen, reset]);
  return (
    <Modal opened={isOpen} onClose={close} title={title} withCloseButton={false}>
      <Stack>
        <div>{children}</div>
        <StillTrying isTrying={acting.isPending && acting.failureCount > 0} />
        {acting.isError && <Notice tone="danger">{i18n._(sentenceOf(acting.error))}</Notice>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close} data-autofocus>
            <Trans>Back</Trans>
          </Button>
          <Button
            color={tone === 'danger' ? 'danger' : undefined}
            loading={acting.isPending}
            disabled={!isReady}
            onClick={() => acting.mutate()}
          >
            {label}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
