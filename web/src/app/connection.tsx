import { Trans } from '@lingui/react/macro';
import { IconCloudOff } from '@tabler/icons-react';
import { useEffect } from 'react';
import { listenLive, useIsLost } from '../lib/live.ts';
import classes from './connection.module.css';

/** Keeps the page live, and says so when it is not. */
export function Connection() {
  const isLost = useIsLost();
  useEffect(listenLive, []);
  return (
    <div role="status">
      {isLost && (
        <p className={classes.lost}>
          <IconCloudOff size={18} stroke={1.8} aria-hidden />
          <Trans>No connection to Etiba. What you see may be old.</Trans>
        </p>
      )}
    </div>
  );
}
