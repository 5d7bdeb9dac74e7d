import { Trans } from '@lingui/react/macro';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useMe } from '../../lib/me.ts';
import { mayChange, mayConfirm } from '../../lib/visits.ts';
import { Notice } from '../../ui/notice.tsx';

/** What somebody should do about this visit. */
export function VisitNotice({ visit }: { visit: Appointment }) {
  const me = useMe();
  const isPatient = me.role === 'PATIENT';
  if (visit.needs_reschedule && mayChange(visit, me))
    return (
      <Notice tone="warning" title={<Trans>This visit needs a new time</Trans>}>
        {isPatient ? (
          <Trans>Your doctor cannot see you then. Please choose another time, or cancel the visit.</Trans>
        ) : (
          <Trans>The doctor no longer works then. Move it, cancel it, or confirm it to keep the time.</Trans>
        )}
      </Notice>
    );
  if (isPatient && mayConfirm(visit, me))
    return (
      <Notice title={<Trans>Does this time suit you?</Trans>}>
        <Trans>The clinic has chosen it for you. Please confirm it, or choose another.</Trans>
      </Notice>
    );
  return null;
}
