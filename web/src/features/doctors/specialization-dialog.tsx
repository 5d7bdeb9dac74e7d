import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { ifUnchanged } from '../../api/etags.ts';
import { readSpecializationOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { createSpecialization, replaceSpecialization } from '../../api/generated/sdk.gen.ts';
import type { Specialization } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Answer, Lines } from '../../ui/answer.tsx';
import { Notice } from '../../ui/notice.tsx';

interface SpecializationDialogProps {
  isOpen: boolean;
  close(): void;
  /** Undefined: a new one. */
  specializationId?: string;
}

/** A specialization's name and what it means. */
export function SpecializationDialog({ isOpen, close, specializationId }: SpecializationDialogProps) {
  const { t } = useLingui();
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={specializationId === undefined ? t`Add a specialization` : t`Change the specialization`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {specializationId === undefined ? (
        <SpecializationForm close={close} />
      ) : (
        <Known specializationId={specializationId} close={close} />
      )}
    </Modal>
  );
}

function Known({ specializationId, close }: { specializationId: string; close(): void }) {
  const query = useQuery(readSpecializationOptions({ path: { specialization_id: specializationId } }));
  return (
    <Answer of={query} skeleton={<Lines count={2} />}>
      {(known) => <SpecializationForm known={known} close={close} />}
    </Answer>
  );
}

function SpecializationForm({ known, close }: { known?: Specialization; close(): void }) {
  const { t } = useLingui();
  const { bind, field, isSending, notice } = useServerForm({
    initial: { name: known?.name ?? '', description: known?.description ?? '' },
    async send(body) {
      if (!known) return createSpecialization({ body, throwOnError: true });
      const path = { specialization_id: known.id };
      return replaceSpecialization({ path, body, headers: ifUnchanged(known), throwOnError: true });
    },
    async done() {
      notifications.show({ message: t`Saved.` });
      close();
      await refreshAnswers('listSpecializations', 'readSpecialization', 'listDoctors', 'readDoctor');
    },
    refused({ code }) {
      if (code === 'stale') void refreshAnswers('readSpecialization');
    },
  });
  return (
    <form {...bind}>
      <Stack>
        {notice && <Notice tone="danger">{notice}</Notice>}
        <TextInput label={t`Name`} maxLength={100} autoComplete="off" data-autofocus {...field('name')} />
        <Textarea label={t`Description`} maxLength={2000} {...field('description')} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            <Trans>Back</Trans>
          </Button>
          <Button type="submit" loading={isSending}>
            <Trans>Save</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
