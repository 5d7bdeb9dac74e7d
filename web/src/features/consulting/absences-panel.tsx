import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Modal } from '@mantine/core';
import { IconBeach, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listAbsencesOptions } from '../../api/generated/@tanstack/react-query.gen.ts';
import { deleteAbsence } from '../../api/generated/sdk.gen.ts';
import type { Unavailability } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AbsenceForm } from './absence-form.tsx';
import { refreshSchedule } from './refresh-schedule.ts';
import classes from './absences-panel.module.css';

/** When a doctor is not there, from today on. */
export function AbsencesPanel({ doctorId }: { doctorId: string }) {
  const { t } = useLingui();
  const times = useTimes();
  const [editing, setEditing] = useState<{ absence?: Unavailability }>();
  const absences = useQuery(
    listAbsencesOptions({
      path: { doctor_id: doctorId },
      query: { date_from: times.today(), ordering: 'start_date', page_size: 100 },
    }),
  );
  const close = () => setEditing(undefined);
  return (
    <Panel
      title={<Trans>Absences</Trans>}
      isFlush
      actions={
        <Button
          variant="light"
          size="sm"
          leftSection={<IconPlus size={17} aria-hidden />}
          onClick={() => setEditing({})}
        >
          <Trans>Add an absence</Trans>
        </Button>
      }
    >
      <Answer of={absences}>
        {({ results }) =>
          results.length === 0 ? (
            <Empty icon={IconBeach} title={<Trans>No absence is planned</Trans>} />
          ) : (
            <ul className={classes.list}>
              {results.map((absence) => (
                <AbsenceLine
                  key={absence.id}
                  absence={absence}
                  doctorId={doctorId}
                  edit={() => setEditing({ absence })}
                />
              ))}
            </ul>
          )
        }
      </Answer>
      <Modal
        opened={editing !== undefined}
        onClose={close}
        title={editing?.absence ? t`Change the absence` : t`Add an absence`}
        closeButtonProps={{ 'aria-label': t`Close` }}
      >
        {editing && <AbsenceForm doctorId={doctorId} absence={editing.absence} close={close} />}
      </Modal>
    </Panel>
  );
}

interface AbsenceLineProps {
  absence: Unavailability;
  doctorId: string;
  edit(): void;
}

function AbsenceLine({ absence, doctorId, edit }: AbsenceLineProps) {
  const { t } = useLingui();
  const times = useTimes();
  const [isAsking, setAsking] = useState(false);
  const { start_date, end_date, start_time, end_time, reason } = absence;
  const at = (day: string, time: string | null) =>
    [times.date(day), time?.slice(0, 5)].filter(Boolean).join(', ');
  const [from, to] = [at(start_date, start_time), at(end_date, end_time)];
  const span = from === to ? from : `${from} – ${to}`;
  return (
    <li className={classes.line}>
      <span className={classes.words}>
        <strong>{span}</strong>
        {reason && <span>{reason}</span>}
      </span>
      <ActionIcon size={36} aria-label={t`Change ${span}`} onClick={edit}>
        <IconPencil size={18} />
      </ActionIcon>
      <ActionIcon size={36} aria-label={t`Take back ${span}`} onClick={() => setAsking(true)}>
        <IconTrash size={18} />
      </ActionIcon>
      <Confirm
        isOpen={isAsking}
        close={() => setAsking(false)}
        title={t`Take this absence back?`}
        label={<Trans>Take it back</Trans>}
        act={() =>
          deleteAbsence({
            path: { doctor_id: doctorId, unavailability_id: absence.id },
            throwOnError: true,
          })
        }
        done={() => void refreshSchedule()}
      >
        <Trans>{span}: patients can book again. Visits that still stand there are kept.</Trans>
      </Confirm>
    </li>
  );
}
