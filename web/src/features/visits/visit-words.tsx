import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Stack, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { ifUnchanged } from '../../api/etags.ts';
import { updateAppointment } from '../../api/generated/sdk.gen.ts';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useMe } from '../../lib/me.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { mayChange, refreshVisits } from '../../lib/visits.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';

/** Why somebody comes, in their own words; the patient may change them until the visit begins. */
export function VisitWords({ visit }: { visit: Appointment }) {
  const me = useMe();
  const [isEditing, setEditing] = useState(false);
  const mayEdit = me.role !== 'PATIENT' || mayChange(visit, me);
  return (
    <Panel
      title={<Trans>For the doctor</Trans>}
      actions={
        mayEdit &&
        !isEditing && (
          <Button variant="subtle" size="sm" onClick={() => setEditing(true)}>
            <Trans>Change</Trans>
          </Button>
        )
      }
    >
      {isEditing ? (
        <WordsForm visit={visit} close={() => setEditing(false)} />
      ) : (
        <Facts>
          <Fact name={<Trans>Reason</Trans>} isWide>
            {visit.reason}
          </Fact>
          <Fact name={<Trans>Symptoms</Trans>} isWide>
            {visit.symptoms}
          </Fact>
          <Fact name={<Trans>Notes</Trans>} isWide>
            {visit.notes}
          </Fact>
          <Fact name={<Trans>Notes of the doctor, not shown to the patient</Trans>} isWide>
            {visit.doctor_notes}
          </Fact>
        </Facts>
      )}
    </Panel>
  );
}

function WordsForm({ visit, close }: { visit: Appointment; close(): void }) {
  const { t } = useLingui();
  const isStaff = visit.doctor_notes !== undefined;
  const { bind, field, isSending, notice } = useServerForm({
    initial: {
      reason: visit.reason,
      symptoms: visit.symptoms,
      notes: visit.notes,
      ...(isStaff && { doctor_notes: visit.doctor_notes }),
    },
    send: (body) =>
      updateAppointment({
        path: { appointment_id: visit.id },
        body,
        headers: ifUnchanged(visit),
        throwOnError: true,
      }),
    async done() {
      await refreshVisits();
      notifications.show({ message: t`Saved.` });
      close();
    },
    refused({ code }) {
      if (code === 'stale') void refreshVisits();
    },
  });
  return (
    <form {...bind}>
      <Stack>
        {notice && <Notice tone="danger">{notice}</Notice>}
        <Textarea label={t`Reason`} maxLength={2000} minRows={2} {...field('reason')} />
        <Textarea label={t`Symptoms`} maxLength={4000} {...field('symptoms')} />
        <Textarea label={t`Notes`} maxLength={4000} {...field('notes')} />
        {isStaff && (
          <Textarea
            label={t`Notes of the doctor, not shown to the patient`}
            maxLength={8000}
            {...field('doctor_notes')}
          />
        )}
        <Group gap="sm">
          <Button type="submit" loading={isSending}>
            <Trans>Save</Trans>
          </Button>
          <Button variant="default" onClick={close}>
            <Trans>Back</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
