import { Trans } from '@lingui/react/macro';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Session } from '../api/generated/types.gen.ts';
import { deviceOf } from '../lib/device-of.ts';
import { useTimes } from '../lib/time.ts';
import classes from './session-line.module.css';

/** Where somebody is signed in: device, address and last use, as an item of a list. */
export function SessionLine({ session, action }: { session: Session; action?: ReactNode }) {
  const times = useTimes();
  const { browser, system, isMobile } = deviceOf(session.user_agent ?? '');
  const Icon = isMobile ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <li className={classes.line}>
      <Icon size={24} stroke={1.6} aria-hidden />
      <div className={classes.words}>
        <strong>{[browser, system].filter(Boolean).join(', ') || <Trans>Unknown device</Trans>}</strong>
        <span>
          {session.is_current ? <Trans>This device</Trans> : times.fromNow(session.last_used_at)}
          {session.address && ` · ${session.address}`}
        </span>
      </div>
      {action}
    </li>
  );
}
