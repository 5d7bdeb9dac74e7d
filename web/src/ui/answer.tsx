import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import { Button, Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Refusal } from '../api/refusal.ts';
import { sentenceOf } from '../lib/refusal-words.ts';
import { Notice } from './notice.tsx';

interface AnswerProps<Data> {
  of: UseQueryResult<Data, unknown>;
  /** What stands here while it loads; three lines unless told. */
  skeleton?: ReactNode;
  children(data: Data): ReactNode;
}

/** What a query has answered: its shape while it loads, a way to try again when it fails, else what it says. */
export function Answer<Data>({ of, skeleton, children }: AnswerProps<Data>) {
  if (of.data !== undefined) return children(of.data);
  if (of.isError) return <Failed error={of.error} retry={() => void of.refetch()} />;
  return <div aria-busy="true">{skeleton ?? <Lines />}</div>;
}

/** Grey lines in the shape of a list. */
export function Lines({ count = 3, height = 64 }: { count?: number; height?: number }) {
  return (
    <Stack gap="sm">
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} height={height} radius="md" />
      ))}
    </Stack>
  );
}

export function Failed({ error, retry }: { error: unknown; retry(): void }) {
  const { i18n } = useLingui();
  return (
    <Notice
      tone="danger"
      action={
        <Button variant="default" size="sm" onClick={retry}>
          <Trans>Try again</Trans>
        </Button>
      }
    >
      {i18n._(sentenceOf(error))} <RequestId of={error} />
    </Notice>
  );
}

/** By which the clinic's technician finds the fault in the log. */
export function RequestId({ of }: { of: unknown }) {
  if (!(of instanceof Refusal) || of.status < 500 || of.request_id === undefined) return null;
  return (
    <Trans>
      Request: <code>{of.request_id}</code>
    </Trans>
  );
}
