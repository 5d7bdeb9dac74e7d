import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Drawer, Group, Stack } from '@mantine/core';
import type { AuditEvent } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { ActionWord, Actor, AuditObject, AuditPatient, Outcome } from './audit-parts.tsx';
import classes from './audit.module.css';

interface AuditEntryProps {
  /** Shown while there is one. */
  entry: AuditEvent | undefined;
  close(): void;
  /** To the list, narrowed to what this entry is about. */
  narrow(place: { user_id?: string; patient_id?: string; object_type?: string; object_id?: string }): void;
}

/** One entry of the audit with all that it says. */
export function AuditEntry({ entry, close, narrow }: AuditEntryProps) {
  const { t } = useLingui();
  return (
    <Drawer
      opened={entry !== undefined}
      onClose={close}
      position="right"
      size="lg"
      title={
        entry && (
          <strong>
            <ActionWord action={entry.action} />
          </strong>
        )
      }
      closeButtonProps={{ 'aria-label': t`Close` }}
      // The banner of the page is the one at its top.
      attributes={{ header: { role: 'presentation' } }}
    >
      {entry && <Content entry={entry} narrow={narrow} />}
    </Drawer>
  );
}

function Content({ entry, narrow }: Pick<AuditEntryProps, 'narrow'> & { entry: AuditEvent }) {
  const { t } = useLingui();
  const times = useTimes();
  const { actor_user_id: user_id, patient_id, object_type, object_id } = entry;
  const seconds = entry.occurred_at.slice(17, 19);
  return (
    <Stack gap="lg">
      <Facts>
        <Fact name={t`When`}>
          {times.longDay(entry.occurred_at)}, {times.time(entry.occurred_at)}:{seconds}
        </Fact>
        <Fact name={t`How it ended`}>
          {entry.outcome === 'success' ? <Trans>Done</Trans> : <Outcome of={entry.outcome} />}
        </Fact>
        <Fact name={t`Who`}>
          <Actor of={entry} />
        </Fact>
        <Fact name={t`Patient`}>{entry.patient_name && <AuditPatient of={entry} />}</Fact>
        <Fact name={t`Object`}>{entry.object_name ? <AuditObject of={entry} /> : object_type}</Fact>
        <Fact name={t`Action`}>{entry.action}</Fact>
        <Fact name={t`Internet address`}>{entry.address}</Fact>
        <Fact name={t`Number`}>{entry.id}</Fact>
        <Fact name={t`Device`} isWide>
          {entry.user_agent}
        </Fact>
        <Fact name={t`Number of the object`} isWide>
          {object_id}
        </Fact>
        <Fact name={t`Request`} isWide>
          {entry.request_id}
        </Fact>
        <Fact name={t`Session`} isWide>
          {entry.session_id}
        </Fact>
      </Facts>
      {entry.detail !== null && Object.keys(entry.detail).length > 0 && (
        <pre className={classes.detail}>{JSON.stringify(entry.detail, null, 2)}</pre>
      )}
      <Group gap="sm">
        {user_id !== null && (
          <Button variant="default" size="sm" onClick={() => narrow({ user_id })}>
            <Trans>All that this person did</Trans>
          </Button>
        )}
        {patient_id !== null && (
          <Button variant="default" size="sm" onClick={() => narrow({ patient_id })}>
            <Trans>All about this patient</Trans>
          </Button>
        )}
        {object_type !== null && object_id !== null && (
          <Button variant="default" size="sm" onClick={() => narrow({ object_type, object_id })}>
            <Trans>All about this object</Trans>
          </Button>
        )}
      </Group>
    </Stack>
  );
}
