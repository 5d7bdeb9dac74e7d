import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconCalendarPlus, IconCalendarTime, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useMe } from '../../lib/me.ts';
import { mayChange, mayConfirm } from '../../lib/visits.ts';
import { CancelVisit } from '../../ui/cancel-visit.tsx';
import { MoveVisit } from '../../ui/move-visit.tsx';
import { StaffActions } from '../../ui/staff-actions.tsx';
import { StatusButton } from '../../ui/status-button.tsx';
import { useCalendarFile } from './use-calendar-file.ts';
import classes from './visit-actions.module.css';

/** What the person may do with this visit now. */
export function VisitActions({ visit }: { visit: Appointment }) {
  const me = useMe();
  const [open, setOpen] = useState<'move' | 'cancel'>();
  const save = useCalendarFile();
  const isChangeable = mayChange(visit, me);
  const close = () => setOpen(undefined);
  return (
    <div className={classes.actions}>
      {mayConfirm(visit, me) && (
        <StatusButton visit={visit} status="confirmed" variant="filled">
          <Trans>Confirm</Trans>
        </StatusButton>
      )}
      {me.role !== 'PATIENT' && <StaffActions visit={visit} />}
      {isChangeable && (
        <>
          <Button
            variant="default"
            leftSection={<IconCalendarTime size={19} aria-hidden />}
            onClick={() => setOpen('move')}
          >
            <Trans>Move</Trans>
          </Button>
          {me.role === 'PATIENT' && (
            <Button
              variant="default"
              leftSection={<IconCalendarPlus size={19} aria-hidden />}
              onClick={() => save(visit)}
            >
              <Trans>Add to calendar</Trans>
            </Button>
          )}
          <Button
            variant="subtle"
            color="danger"
            leftSection={<IconX size={19} aria-hidden />}
            onClick={() => setOpen('cancel')}
          >
            <Trans>Cancel the visit</Trans>
          </Button>
        </>
      )}
      <MoveVisit visitId={visit.id} isOpen={open === 'move'} close={close} />
      <CancelVisit visitId={visit.id} isOpen={open === 'cancel'} close={close} />
    </div>
  );
}
