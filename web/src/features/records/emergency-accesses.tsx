import { Trans } from '@lingui/react/macro';
import { useLingui } from '@lingui/react';
import { useQuery } from '@tanstack/react-query';
import { listEmergencyAccessesOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { ROLE_WORDS } from '../../app/user-menu.tsx';
import { useTimes } from '../../lib/time.ts';
import { Panel } from '../../ui/panel.tsx';
import { PlainList } from '../../ui/plain-list.tsx';
import classes from './accesses.module.css';

/** Who has opened confidential records in an emergency, and why; nothing where nobody has. */
export function EmergencyAccesses() {
  const { i18n } = useLingui();
  const times = useTimes();
  const accesses = useQuery(listEmergencyAccessesOptions());
  if (!accesses.data || accesses.data.count === 0) return null;
  return (
    <Panel
      title={<Trans>Opened in an emergency</Trans>}
      hint={
        <Trans>
          Somebody needed your confidential records at once. If you do not know why, ask the clinic.
        </Trans>
      }
      tone="danger"
    >
      <PlainList>
        {accesses.data.results.map(({ id, user, role, reason, granted_at }) => (
          <li key={id} className={classes.access}>
            <strong>{user.full_name}</strong>
            <span>
              {i18n._(ROLE_WORDS[role])} · <time dateTime={granted_at}>{times.dayAndTime(granted_at)}</time>
            </span>
            <span>“{reason}”</span>
          </li>
        ))}
      </PlainList>
    </Panel>
  );
}
