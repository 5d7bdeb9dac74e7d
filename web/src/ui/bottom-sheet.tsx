import { useLingui } from '@lingui/react/macro';
import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';

interface BottomSheetProps {
  opened: boolean;
  onClose(): void;
  title: string;
  /** What is in it has a heading and a button to close it of its own. */
  isTitleUnseen?: boolean;
  children: ReactNode;
}

/** Comes up from the bottom edge, as high as what is in it; for phones. */
export function BottomSheet({ opened, onClose, title, isTitleUnseen = false, children }: BottomSheetProps) {
  const { t } = useLingui();
  return (
    <Drawer.Root
      opened={opened}
      onClose={onClose}
      position="bottom"
      radius="lg"
      styles={{
        content: { height: 'auto', maxHeight: '90dvh', borderEndStartRadius: 0, borderEndEndRadius: 0 },
        body: { paddingBottom: 'calc(1.25rem + env(safe-area-inset-bottom))' },
      }}
    >
      <Drawer.Overlay backgroundOpacity={0.35} />
      <Drawer.Content {...(isTitleUnseen && { 'aria-label': title })}>
        {!isTitleUnseen && (
          <Drawer.Header>
            <Drawer.Title>{title}</Drawer.Title>
            <Drawer.CloseButton aria-label={t`Close`} />
          </Drawer.Header>
        )}
        <Drawer.Body>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
