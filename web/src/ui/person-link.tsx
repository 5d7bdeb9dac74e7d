import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../lib/me.ts';
import classes from './person-link.module.css';

interface Named {
  id: string;
  full_name: string;
}

/** A patient's name; for staff it leads to the patient's page: the desk's, or that of the doctor. */
export function PatientLink({ patient: { id, full_name } }: { patient: Named }) {
  const { role } = useMe();
  if (role === 'PATIENT') return full_name;
  return (
    <Link
      to={role === 'ADMIN' ? '/desk/patients/$patientId' : '/patients/$patientId'}
      params={{ patientId: id }}
      className={classes.link}
    >
      {full_name}
    </Link>
  );
}

/** A doctor's name; for administrators it leads to the doctor's page. */
export function DoctorLink({ doctor: { id, full_name } }: { doctor: Named }) {
  const { role } = useMe();
  if (role !== 'ADMIN') return full_name;
  return (
    <Link to="/desk/doctors/$doctorId" params={{ doctorId: id }} className={classes.link}>
      {full_name}
    </Link>
  );
}

/** The name of somebody who has an account, on pages for administrators. */
export function UserLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Link to="/office/users/$userId" params={{ userId: id }} className={classes.link}>
      {children}
    </Link>
  );
}
