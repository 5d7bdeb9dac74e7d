import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useMe } from '../../lib/me.ts';
import { useTimes } from '../../lib/time.ts';
import { mayChange, mayConfirm } from '../../lib/visits.ts';
import { LinkButton } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';

/** What waits for the patient: visits whose time is gone, and times that the clinic has chosen. */
export function ToDo({ visits }: { visits: readonly Appointment[] }) {
  const me = useMe();
  const times = useTimes();
  return visits.map((visit) => {
    const when = times.dayAndTime(visit.appointment_datetime);
    const doctor = visit.doctor.full_name;
    const open = (label: ReactNode) => (
      <LinkButton to="/visits/$visitId" params={{ visitId: visit.id }} size="sm">
        {label}
      </LinkButton>
    );
    if (visit.needs_reschedule && mayChange(visit, me))
      return (
        <Notice
          key={visit.id}
          tone="warning"
          title={<Trans>A visit needs a new time</Trans>}
          action={open(<Trans>Choose a time</Trans>)}
        >
          <Trans>
            {doctor} cannot see you on {when}.
          </Trans>
        </Notice>
      );
    if (mayConfirm(visit, me))
      return (
        <Notice
          key={visit.id}
          title={<Trans>Does this time suit you?</Trans>}
          action={open(<Trans>Answer</Trans>)}
        >
          <Trans>
            The clinic has booked you with {doctor} on {when}.
          </Trans>
        </Notice>
      );
    return null;
  });
}
