import { Trans } from '@lingui/react/macro';
import { Notice } from './notice.tsx';

/** On a slow line: nothing has been done yet, and pressing again does nothing twice. */
export function StillTrying({ isTrying }: { isTrying: boolean }) {
  if (!isTrying) return null;
  return (
    <Notice tone="warning" title={<Trans>Not done yet</Trans>}>
      <Trans>The connection is slow. We are trying again; nothing is done twice.</Trans>
    </Notice>
  );
}
