import { useLingui } from '@lingui/react/macro';
import { Popover } from '@mantine/core';
import type { ReactNode } from 'react';

interface CardAtVisitProps {
  close(): void;
  children: ReactNode;
}

/** Opens beside the block in whose place it stands. */
export function CardAtVisit({ close, children }: CardAtVisitProps) {
  const { t } = useLingui();
  return (
    <Popover
      opened
      onDismiss={close}
      position="right-start"
      width={360}
      shadow="lg"
      radius="lg"
      offset={6}
      trapFocus
      withRoles={false}
    >
      <Popover.Target>
        <div style={{ position: 'absolute', inset: 0, pointerEvents: 'none' }} />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t`Visit`} p="lg">
        {children}
      </Popover.Dropdown>
    </Popover>
  );
}
