import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { refreshVisits, setVisitStatus } from '../../lib/visits.ts';
import { Confirm } from '../../ui/confirm.tsx';
import type { Step } from './day-order.ts';
import { STEP_WORDS } from './step-words.ts';

interface VisitStepsProps {
  visit: Appointment;
  /** The first stands on a button of its own, the others in a menu. */
  steps: readonly Step[];
  isProminent?: boolean;
}

/** What becomes of a visit, at one press; that somebody has not come is asked once more, for it frees the time. */
export function VisitSteps({ visit, steps, isProminent = false }: VisitStepsProps) {
  const { t, i18n } = useLingui();
  const [isAsking, setAsking] = useState(false);
  const stepping = useMutation({
    mutationFn: (status: Step) => setVisitStatus(visit, status),
    onError: (error) => notifications.show({ color: 'red.8', message: i18n._(sentenceOf(error)) }),
    onSettled: refreshVisits,
  });
  const take = (status: Step) => (status === 'no_show' ? setAsking(true) : stepping.mutate(status));
  const [main, ...others] = steps;
  const word = (status: Step) => i18n._(STEP_WORDS[status]);
  const name = visit.patient.full_name;
  if (main === undefined) return null;
  return (
    <Group gap={6} justify={isProminent ? 'flex-start' : 'flex-end'} wrap="nowrap">
      <Button
        variant={isProminent ? 'filled' : 'light'}
        size={isProminent ? 'md' : 'sm'}
        aria-label={`${word(main)}: ${name}`}
        loading={stepping.isPending}
        onClick={() => take(main)}
      >
        {word(main)}
      </Button>
      {others.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={isProminent ? 42 : 36} aria-label={t`More for ${name}`}>
              <IconDots size={20} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map((status) => (
              <Menu.Item key={status} onClick={() => take(status)}>
                {word(status)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Confirm
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={t`${name} has not come`}
        label={<Trans>Has not come</Trans>}
        act={() => setVisitStatus(visit, 'no_show')}
        done={() => void refreshVisits()}
      >
        <Trans>The time becomes free for others. The front desk can take this back for a day.</Trans>
      </Confirm>
    </Group>
  );
}
