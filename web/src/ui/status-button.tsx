import { Button, type ButtonProps } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useLingui } from '@lingui/react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Appointment } from '../api/generated/types.gen.ts';
import { sentenceOf } from '../lib/refusal-words.ts';
import { refreshVisits, setVisitStatus } from '../lib/visits.ts';

interface StatusButtonProps extends ButtonProps {
  visit: Appointment;
  status: Appointment['status'];
  children: ReactNode;
}

/** Gives a visit another status at one press; a refusal is said, and the visit is read anew. */
export function StatusButton({ visit, status, children, ...look }: StatusButtonProps) {
  const { i18n } = useLingui();
  const setting = useMutation({
    mutationFn: () => setVisitStatus(visit, status),
    onError: (error) => notifications.show({ color: 'danger', message: i18n._(sentenceOf(error)) }),
    onSettled: refreshVisits,
  });
  return (
    <Button variant="default" {...look} loading={setting.isPending} onClick={() => setting.mutate()}>
      {children}
    </Button>
  );
}
