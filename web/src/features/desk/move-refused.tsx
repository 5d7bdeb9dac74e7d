import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group } from '@mantine/core';
import { Refusal } from '../../api/refusal.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { useTimes } from '../../lib/time.ts';
import { RequestId } from '../../ui/answer.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { RefusedMove } from './use-visit-moves.ts';

/** What an administrator may decide against, with a reason (contract section 5). */
const OVERRIDABLE = [
  'too_soon',
  'outside_hours',
  'in_break',
  'doctor_absent',
  'not_offered',
  'doctor_not_available',
];

interface MoveRefusedProps {
  move: RefusedMove;
  forget(): void;
  /** Opens the dialog in which a reason can be given. */
  insist(): void;
}

/** Why a visit has come back to where it was. */
export function MoveRefused({ move: { visit, from, error }, forget, insist }: MoveRefusedProps) {
  const { i18n } = useLingui();
  const times = useTimes();
  const { full_name } = visit.patient;
  const time = times.time(new Date(from.start).toISOString());
  return (
    <Notice
      tone="danger"
      title={
        <Trans>
          {full_name} stays at {time}
        </Trans>
      }
      action={
        <Group gap="xs">
          {error instanceof Refusal && OVERRIDABLE.includes(error.code) && (
            <Button variant="light" size="sm" color="danger" onClick={insist}>
              <Trans>Move anyway…</Trans>
            </Button>
          )}
          <Button variant="default" size="sm" onClick={forget}>
            <Trans>All right</Trans>
          </Button>
        </Group>
      }
    >
      {i18n._(sentenceOf(error))} <RequestId of={error} />
    </Notice>
  );
}
