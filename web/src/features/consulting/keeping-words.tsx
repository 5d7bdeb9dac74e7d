import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCloudCheck,
  IconCloudOff,
  IconCloudUp,
  IconPencil,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { sentenceOf } from '../../lib/refusal-words.ts';
import type { Keeping } from './draft-keeper.ts';
import classes from './write-page.module.css';

interface KeepingWordsProps {
  keeping: Keeping<unknown>;
  /** Something that is typed cannot be kept as it is. */
  isHeld: boolean;
  again(): void;
}

/** Whether what is typed is safe. What is not is read out; that it is saved after each pause is not. */
export function KeepingWords({ keeping, isHeld, again }: KeepingWordsProps) {
  const { i18n } = useLingui();
  if (keeping.state === 'refused')
    return (
      <Words tone="danger" icon={<IconAlertTriangle size={20} aria-hidden />}>
        <Trans>Not saved yet:</Trans> {i18n._(sentenceOf(keeping.error))}{' '}
        <Button variant="subtle" size="compact-sm" onClick={again}>
          <Trans>Try again</Trans>
        </Button>
      </Words>
    );
  if (keeping.state === 'conflict')
    return (
      <Words tone="danger" icon={<IconAlertTriangle size={20} aria-hidden />}>
        <Trans>Not saved yet: somebody else has changed this</Trans>
      </Words>
    );
  if (keeping.state === 'unreachable')
    return (
      <Words tone="warning" icon={<IconCloudOff size={20} aria-hidden />}>
        <Trans>Not saved yet: no connection. Type on, and keep this page open.</Trans>
      </Words>
    );
  if (isHeld)
    return (
      <Words tone="warning" icon={<IconAlertTriangle size={20} aria-hidden />}>
        <Trans>Not saved yet: what is marked</Trans>
      </Words>
    );
  if (keeping.state === 'unsaved')
    return (
      <Words icon={<IconCloudUp size={20} aria-hidden />}>
        <Trans>Not saved yet</Trans>
      </Words>
    );
  if (keeping.state === 'empty')
    return (
      <Words icon={<IconPencil size={20} aria-hidden />}>
        <Trans>Saved while you type</Trans>
      </Words>
    );
  return (
    <Words tone="good" icon={<IconCloudCheck size={20} aria-hidden />}>
      <Trans>Saved as a draft</Trans>
    </Words>
  );
}

function Words({
  tone,
  icon,
  children,
}: {
  tone?: 'good' | 'warning' | 'danger';
  icon: ReactNode;
  children: ReactNode;
}) {
  const isUrgent = tone === 'warning' || tone === 'danger';
  return (
    <p className={classes.keeping} data-tone={tone} role="status" aria-live={isUrgent ? 'polite' : 'off'}>
      {icon}
      <span>{children}</span>
    </p>
  );
}
