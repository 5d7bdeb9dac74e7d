import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Menu } from '@mantine/core';
import { IconCalendarPlus, IconCalendarTime, IconDotsVertical, IconRepeat, IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useMe } from '../../lib/me.ts';
import { useTimes } from '../../lib/time.ts';
import { mayChange } from '../../lib/visits.ts';
import { CancelVisit } from '../../ui/cancel-visit.tsx';
import { MoveVisit } from '../../ui/move-visit.tsx';
import { useCalendarFile } from './use-calendar-file.ts';

/** What the patient may do with a visit of a list. */
export function VisitMenu({ visit }: { visit: Appointment }) {
  const { t } = useLingui();
  const me = useMe();
  const times = useTimes();
  const navigate = useNavigate();
  const save = useCalendarFile();
  const [open, setOpen] = useState<'move' | 'cancel'>();
  const close = () => setOpen(undefined);
  const when = times.dayAndTime(visit.appointment_datetime);
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <ActionIcon aria-label={t`What to do with the visit of ${when}`}>
            <IconDotsVertical size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayChange(visit, me) && (
            <>
              <Menu.Item leftSection={<IconCalendarTime size={18} />} onClick={() => setOpen('move')}>
                <Trans>Move</Trans>
              </Menu.Item>
              <Menu.Item leftSection={<IconCalendarPlus size={18} />} onClick={() => save(visit)}>
                <Trans>Add to calendar</Trans>
              </Menu.Item>
              <Menu.Item color="danger" leftSection={<IconX size={18} />} onClick={() => setOpen('cancel')}>
                <Trans>Cancel the visit</Trans>
              </Menu.Item>
            </>
          )}
          <Menu.Item
            leftSection={<IconRepeat size={18} />}
            onClick={() => void navigate({ to: '/find', search: { doctor: visit.doctor.id } })}
          >
            <Trans>Book with this doctor</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <MoveVisit visitId={visit.id} isOpen={open === 'move'} close={close} />
      <CancelVisit visitId={visit.id} isOpen={open === 'cancel'} close={close} />
    </>
  );
}
