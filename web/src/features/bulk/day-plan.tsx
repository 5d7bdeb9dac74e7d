import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { changeDoctorDay } from '../../api/generated/sdk.gen.ts';
import type { DayChange, DayChanged, DayPreview } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { refreshVisits } from '../../lib/visits.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DoctorLink } from '../../ui/person-link.tsx';
import { PlainList } from '../../ui/plain-list.tsx';
import { DayPlanLine, type Act } from './day-plan-line.tsx';

type Visit = DayPreview['visits'][number];

interface DayPlanProps {
  day: DayPreview;
  /** All are to be cancelled unless somebody says otherwise. */
  isCancelling: boolean;
  /** Reads the day anew. */
  lookAgain(): void;
}

/** What is to become of each visit of the day, and the button that does it. */
export function DayPlan({ day, isCancelling, lookAgain }: DayPlanProps) {
  const { t } = useLingui();
  const times = useTimes();
  const [acts, setActs] = useState<ReadonlyMap<string, Act>>(new Map());
  const [reason, setReason] = useState('');
  const [closes, setCloses] = useState(!day.is_closed);
  const [isAsking, setAsking] = useState(false);
  const [outcome, setOutcome] = useState<DayChanged>();

  const actOf = (visit: Visit): Act => acts.get(visit.id) ?? usualAct(visit, isCancelling);
  const of = (act: Act) => day.visits.filter((visit) => actOf(visit) === act).length;
  const [moved, cancelled, left] = [of('move'), of('cancel'), of('leave')];
  const change = async () => {
    const { data } = await changeDoctorDay({
      body: {
        doctor_id: day.doctor.id,
        date: day.date,
        visits: day.visits.flatMap((visit) => asChange(visit, actOf(visit))),
        ...(reason.trim() !== '' && { reason: reason.trim() }),
        close_day: closes,
      },
      throwOnError: true,
    });
    setOutcome(data);
  };

  return (
    <>
      <Panel title={<DoctorLink doctor={day.doctor} />} hint={times.longDay(day.date)} isFlush>
        <PlainList label={t`Visits of the day`}>
          {day.visits.map((visit) => (
            <DayPlanLine
              key={visit.id}
              visit={visit}
              doctorId={day.doctor.id}
              act={actOf(visit)}
              choose={(act) => setActs(new Map(acts).set(visit.id, act))}
              isOver={outcome !== undefined}
              result={outcome?.results.find(({ id }) => id === visit.id)}
            />
          ))}
        </PlainList>
      </Panel>
      {outcome ? (
        <Outcome outcome={outcome} lookAgain={lookAgain} />
      ) : (
        <Panel>
          <Stack>
            {cancelled > 0 && (
              <TextInput
                label={t`Reason for the cancelling`}
                description={t`Stands in the history of the visits, where patients read it too.`}
                maxLength={500}
                value={reason}
                onChange={({ currentTarget }) => setReason(currentTarget.value)}
              />
            )}
            {day.is_closed ? (
              <Trans>The day is closed: nobody can book it.</Trans>
            ) : (
              <Checkbox
                checked={closes}
                onChange={({ currentTarget }) => setCloses(currentTarget.checked)}
                label={<Trans>Close the day</Trans>}
                description={
                  <Trans>
                    Nobody can book it any more. Whose visit stays is told that it needs a new time.
                  </Trans>
                }
              />
            )}
            <Group>
              <Button
                disabled={moved + cancelled === 0 && !closes}
                color={cancelled > 0 && moved === 0 ? 'danger' : undefined}
                onClick={() => setAsking(true)}
              >
                <Trans>Go on</Trans>
              </Button>
            </Group>
          </Stack>
        </Panel>
      )}
      <Confirm
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={t`Change this day?`}
        label={<Trans>Change the day</Trans>}
        tone={cancelled > 0 ? 'danger' : 'plain'}
        act={change}
        done={() => void refreshVisits()}
      >
        <Plural value={moved} _0="Nobody is moved" one="# visit is moved" other="# visits are moved" />
        {', '}
        <Plural value={cancelled} _0="nobody is cancelled" one="# is cancelled" other="# are cancelled" />
        {', '}
        <Plural value={left} _0="nobody stays." one="# stays." other="# stay." />{' '}
        <Trans>The patients are told at once.</Trans>
      </Confirm>
    </>
  );
}

function Outcome({ outcome, lookAgain }: { outcome: DayChanged; lookAgain(): void }) {
  const refused = outcome.results.filter(({ code }) => code !== null).length;
  const done = outcome.results.length - refused;
  return (
    <Notice
      tone={refused > 0 ? 'warning' : 'done'}
      title={
        <Plural
          value={done}
          _0="No visit was changed"
          one="# visit is changed, and the patient told"
          other="# visits are changed, and the patients told"
        />
      }
      action={
        <Button variant="default" size="sm" onClick={lookAgain}>
          <Trans>Look at the day again</Trans>
        </Button>
      }
    >
      {refused > 0 && (
        <Plural
          value={refused}
          one="# could not be changed; it says why."
          other="# could not be changed; each says why."
        />
      )}
      {refused > 0 && outcome.unavailability_id !== null && ' '}
      {outcome.unavailability_id !== null && <Trans>The day is closed.</Trans>}
    </Notice>
  );
}

function usualAct({ proposal }: Visit, isCancelling: boolean): Act {
  if (isCancelling) return 'cancel';
  return proposal ? 'move' : 'leave';
}

function asChange({ id, etag, proposal }: Visit, act: Act): DayChange['visits'] {
  if (act === 'leave') return [];
  if (act === 'cancel' || !proposal) return [{ id, etag, action: 'cancel' }];
  const { doctor_id, appointment_datetime } = proposal;
  return [{ id, etag, action: 'move', doctor_id, appointment_datetime }];
}
