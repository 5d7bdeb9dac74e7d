import { useLingui } from '@lingui/react';
import { Button, type ButtonProps } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { download } from '../lib/download.ts';
import { sentenceOf } from '../lib/refusal-words.ts';

interface DownloadButtonProps extends ButtonProps {
  /** Of the API, with its query. */
  path: string;
  children: ReactNode;
}

/** Saves a file; says so when it cannot be had. */
export function DownloadButton({ path, children, ...props }: DownloadButtonProps) {
  const { i18n } = useLingui();
  const saving = useMutation({
    mutationFn: () => download(path),
    onError: (error) => notifications.show({ color: 'red.8', message: i18n._(sentenceOf(error)) }),
  });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={18} stroke={1.7} aria-hidden />}
      {...props}
      loading={saving.isPending}
      onClick={() => saving.mutate()}
    >
      {children}
    </Button>
  );
}
