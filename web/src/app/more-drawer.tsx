import { useLingui } from '@lingui/react/macro';
import { BottomSheet } from '../ui/bottom-sheet.tsx';
import { Destinations } from './destinations.tsx';
import type { Destination } from './navigation.ts';

interface MoreDrawerProps {
  of: readonly Destination[];
  close(): void;
}

/** The places that have no room at the bottom of a phone. */
export function MoreDrawer({ of, close }: MoreDrawerProps) {
  const { t } = useLingui();
  return (
    <BottomSheet opened onClose={close} title={t`More`}>
      <Destinations of={of} isUnfolded onGo={close} />
    </BottomSheet>
  );
}
