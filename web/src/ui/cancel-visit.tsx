import { Trans, useLingui } from '@lingui/react/macro';
import { Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readAppointmentOptions } from '../api/generated/@tanstack/react-query.gen.ts';
import { useMe } from '../lib/me.ts';
import { refreshVisits, setVisitStatus } from '../lib/visits.ts';
import { Answer, Lines } from './answer.tsx';
import { Confirm } from './confirm.tsx';
import { VisitLine } from './visit-line.tsx';

export interface VisitDialogProps {
  visitId: string;
  isOpen: boolean;
  close(): void;
  done?(): void;
}

/** Asks before a visit is cancelled, and why; for its patient, its doctor and the desk. */
export function CancelVisit({ visitId, isOpen, close, done }: VisitDialogProps) {
  const { t } = useLingui();
  const me = useMe();
  const [reason, setReason] = useState('');
  const visit = useQuery({
    ...readAppointmentOptions({ path: { appointment_id: visitId } }),
    enabled: isOpen,
  });
  return (
    <Confirm
      isOpen={isOpen}
      close={close}
      title={t`Cancel this visit?`}
      label={<Trans>Cancel the visit</Trans>}
      tone="danger"
      isReady={visit.data !== undefined}
      act={() => setVisitStatus(visit.data!, 'cancelled', reason.trim())}
      done={() => {
        void refreshVisits();
        notifications.show({ message: t`The visit is cancelled.` });
        done?.();
      }}
    >
      <Stack>
        <Answer of={visit} skeleton={<Lines count={1} />}>
          {(seen) => <VisitLine visit={seen} who={me.role === 'PATIENT' ? 'doctor' : 'patient'} isAlone />}
        </Answer>
        <TextInput
          label={t`Why? You may leave this empty.`}
          description={
            me.role === 'PATIENT' ? (
              <Trans>The clinic reads it. The time becomes free for somebody else.</Trans>
            ) : (
              <Trans>It stands in the history, which the patient reads too.</Trans>
            )
          }
          maxLength={500}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </Stack>
    </Confirm>
  );
}
