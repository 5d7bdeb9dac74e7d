import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { deleteSpecialization } from '../../api/generated/sdk.gen.ts';
import type { Specialization } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { SpecializationDialog } from './specialization-dialog.tsx';

/** To the right of a specialization: change and delete. */
export function SpecializationActions({ specialization }: { specialization: Specialization }) {
  const { t } = useLingui();
  const [open, setOpen] = useState<'change' | 'delete'>();
  const { id, name } = specialization;
  const close = () => setOpen(undefined);
  return (
    <Group gap={2} justify="flex-end" wrap="nowrap">
      <ActionIcon aria-label={t`Change ${name}`} onClick={() => setOpen('change')}>
        <IconPencil size={20} stroke={1.7} />
      </ActionIcon>
      <ActionIcon aria-label={t`Delete ${name}`} onClick={() => setOpen('delete')}>
        <IconTrash size={20} stroke={1.7} />
      </ActionIcon>
      <SpecializationDialog isOpen={open === 'change'} close={close} specializationId={id} />
      <Confirm
        isOpen={open === 'delete'}
        close={close}
        title={t`Delete ${name}?`}
        label={<Trans>Delete</Trans>}
        tone="danger"
        act={() => deleteSpecialization({ path: { specialization_id: id }, throwOnError: true })}
        done={() => {
          notifications.show({ message: t`${name} is deleted.` });
          void refreshAnswers('listSpecializations');
        }}
      >
        <Trans>This is possible as long as no doctor has it.</Trans>
      </Confirm>
    </Group>
  );
}
