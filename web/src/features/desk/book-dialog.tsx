import { Trans, useLingui } from '@lingui/react/macro';
import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import type { Place } from './board-geometry.ts';
import { BookVisit } from './book-visit.tsx';
import { FindPatient } from './find-patient.tsx';
import { RegisterPatient } from './register-patient.tsx';

/** Whom a visit is for: as much as the search, the registration and the patient's page know alike. */
export interface Person {
  id: string;
  full_name: string;
  date_of_birth: string | null;
  phone: string | null;
}

export interface Booking {
  /** A free place of the board. */
  place?: Place | undefined;
  /** The day that is looked at. */
  day?: string | undefined;
  patient?: Person | undefined;
}

interface BookDialogProps {
  /** What is known already; undefined: closed. */
  booking: Booking | undefined;
  close(): void;
}

/** Books for a patient: who, found or registered on the spot, then with whom and when. */
export function BookDialog({ booking, close }: BookDialogProps) {
  const { t } = useLingui();
  const isPhone = useMediaQuery('(max-width: 36em)');
  return (
    <Modal
      opened={booking !== undefined}
      onClose={close}
      title={<Trans>Book for a patient</Trans>}
      size="lg"
      fullScreen={isPhone}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {booking && <Steps booking={booking} close={close} />}
    </Modal>
  );
}

function Steps({ booking, close }: { booking: Booking; close(): void }) {
  const [patient, setPatient] = useState(booking.patient);
  const [newName, setNewName] = useState<string>();
  if (patient)
    return (
      <BookVisit patient={patient} booking={booking} change={() => setPatient(undefined)} close={close} />
    );
  if (newName !== undefined)
    return <RegisterPatient name={newName} choose={setPatient} back={() => setNewName(undefined)} />;
  return <FindPatient choose={setPatient} register={setNewName} />;
}
