import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { listEmergencyAccessesOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { grantEmergencyAccess } from '../../api/generated/sdk.gen.ts';
import type { Patient } from '../../api/generated/types.gen.ts';
import { refreshAnswers } from '../../api/query-client.ts';
import { useMe } from '../../lib/me.ts';
import { minutesBetween, useTimes } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { useServerForm } from '../../lib/use-server-form.ts';
import { Notice } from '../../ui/notice.tsx';

/** Characters that a reason has at least, as the server counts them. */
const SHORTEST_REASON = 20;
const RECORDS = ['listMedicalRecords', 'readMedicalRecord', 'listEmergencyAccesses', 'readPatient'] as const;

interface EmergencyAccessProps {
  patient: Patient;
  /** There are records that one may not read. */
  hasRestricted: boolean;
}

/** Says that there is more than one may read, opens it in an emergency, and says how long it stays open. */
export function EmergencyAccess({ patient, hasRestricted }: EmergencyAccessProps) {
  const me = useMe();
  const [isAsking, setAsking] = useState(false);
  const now = useNow();
  const accesses = useQuery(
    listEmergencyAccessesOptions({ query: { patient_id: patient.id, user_id: me.id, is_live: true } }),
  );
  const live = accesses.data?.results.find(({ expires_at }) => Date.parse(expires_at) > now);
  const hadAccess = accesses.data !== undefined && accesses.data.results.length > 0;
  useEffect(() => {
    if (hadAccess && !live) void refreshAnswers(...RECORDS);
  }, [hadAccess, live]);

  const isErased = patient.user.erased_at !== null;
  if (live) return <Open until={live.expires_at} now={now} isErased={isErased} />;
  if (!hasRestricted) return null;
  return (
    <>
      <Notice
        title={
          isErased ? (
            <Trans>This patient was erased</Trans>
          ) : (
            <Trans>Some records of this patient are confidential</Trans>
          )
        }
        action={
          <Button variant="default" size="sm" onClick={() => setAsking(true)}>
            <Trans>Emergency access…</Trans>
          </Button>
        }
      >
        {isErased ? (
          <Trans>The records are kept for as long as the law asks, and nobody reads them.</Trans>
        ) : (
          <Trans>Only their authors and the patient read them.</Trans>
        )}
      </Notice>
      <BreakGlass patient={patient} isOpen={isAsking} close={() => setAsking(false)} />
    </>
  );
}

function Open({ until, now, isErased }: { until: string; now: number; isErased: boolean }) {
  const times = useTimes();
  const end = times.time(until);
  const minutes = Math.max(1, minutesBetween(now, until));
  return (
    <Notice tone="warning" title={<Trans>Emergency access until {end}</Trans>}>
      {isErased ? (
        <Trans>You read closed records for another {minutes} min. Administrators see it.</Trans>
      ) : (
        <Trans>You read confidential records for another {minutes} min. The patient has been told.</Trans>
      )}
    </Notice>
  );
}

function BreakGlass({ patient, isOpen, close }: { patient: Patient; isOpen: boolean; close(): void }) {
  const { t } = useLingui();
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t`Emergency access`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <BreakGlassForm patient={patient} close={close} />
    </Modal>
  );
}

function BreakGlassForm({ patient, close }: { patient: Patient; close(): void }) {
  const { t } = useLingui();
  const { form, bind, field, isSending, notice } = useServerForm({
    initial: { reason: '' },
    send: ({ reason }) =>
      grantEmergencyAccess({ body: { patient_id: patient.id, reason }, throwOnError: true }),
    async done() {
      close();
      await refreshAnswers(...RECORDS);
    },
  });
  const missing = SHORTEST_REASON - [...form.getValues().reason.trim()].length;
  const name = patient.full_name;
  return (
    <form {...bind}>
      <Stack>
        <div>
          <Text fw={620}>
            <Trans>This is what happens:</Trans>
          </Text>
          <ul style={{ margin: '0.25rem 0 0', paddingInlineStart: '1.25rem' }}>
            <li>
              <Trans>
                For 60 minutes you read the confidential records of {name}, without changing them.
              </Trans>
            </li>
            {patient.user.erased_at === null && (
              <li>
                <Trans>{name} is told at once that it was you, and can read your reason.</Trans>
              </li>
            )}
            <li>
              <Trans>Administrators see it, and each record that you open is noted.</Trans>
            </li>
          </ul>
        </div>
        {notice && <Notice tone="danger">{notice}</Notice>}
        <Textarea
          label={t`Why can it not wait?`}
          description={
            missing > 0
              ? t`At least ${SHORTEST_REASON} characters; ${missing} to go.`
              : t`Long enough. Say what somebody else can check.`
          }
          maxLength={1000}
          data-autofocus
          {...field('reason')}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            <Trans>Back</Trans>
          </Button>
          <Button type="submit" color="red.8" loading={isSending} disabled={missing > 0}>
            <Trans>Open the records</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
