import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { IconArrowRight, IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { DayChanged, DayPreview } from '../../api/generated/types.gen.ts';
import { Refusal } from '../../api/refusal.ts';
import { sentenceOf } from '../../lib/refusal-words.ts';
import { useTimes } from '../../lib/time.ts';
import classes from './day-plan-line.module.css';

export type Act = 'move' | 'cancel' | 'leave';

interface DayPlanLineProps {
  visit: DayPreview['visits'][number];
  /** Whose day it is. */
  doctorId: string;
  act: Act;
  choose(act: Act): void;
  /** The day was changed: nothing is to be chosen any more. */
  isOver: boolean;
  /** Then, unless it was left as it is: whether it is done. */
  result: DayChanged['results'][number] | undefined;
}

/** One visit: when and whose, where it goes, and what is to become of it. */
export function DayPlanLine({ visit, doctorId, act, choose, isOver, result }: DayPlanLineProps) {
  const { t } = useLingui();
  const times = useTimes();
  const { patient, appointment_datetime, proposal } = visit;
  const name = patient.full_name;
  return (
    <li className={classes.line} data-act={act}>
      <div className={classes.visit}>
        <time className={`numbers ${classes.time}`} dateTime={appointment_datetime}>
          {times.time(appointment_datetime)}
        </time>
        <Link to="/visits/$visitId" params={{ visitId: visit.id }} className={classes.name}>
          {name}
        </Link>
      </div>
      <div className={classes.where}>
        <Where visit={visit} doctorId={doctorId} act={act} />
      </div>
      {result && <Result result={result} />}
      {!isOver && (
        <NativeSelect
          size="sm"
          aria-label={t`What is to become of the visit of ${name}`}
          value={act}
          onChange={({ currentTarget: { value } }) => choose(value as Act)}
          data={[
            ...(proposal ? [{ value: 'move', label: t`Move` }] : []),
            { value: 'cancel', label: t`Cancel` },
            { value: 'leave', label: t`Leave it` },
          ]}
          className={classes.choice}
        />
      )}
    </li>
  );
}

function Where({ visit, doctorId, act }: Pick<DayPlanLineProps, 'visit' | 'doctorId' | 'act'>) {
  const times = useTimes();
  const { proposal, conflict, appointment_datetime } = visit;
  if (act === 'cancel')
    return (
      <span className={classes.bad}>
        <Trans>is cancelled</Trans>
      </span>
    );
  if (!proposal)
    return (
      <span className={classes.doubt}>
        {conflict === 'patient_busy' ? (
          <Trans>Free only when the patient has another visit</Trans>
        ) : conflict ? (
          <Trans>Nothing is free near that hour</Trans>
        ) : (
          <Trans>stays</Trans>
        )}
      </span>
    );
  if (act === 'leave')
    return (
      <span className={classes.soft}>
        <Trans>stays</Trans>
      </span>
    );
  const isSameDay = times.dayOf(proposal.appointment_datetime) === times.dayOf(appointment_datetime);
  return (
    <>
      <IconArrowRight size={17} stroke={1.8} className={classes.arrow} aria-hidden />
      <span>
        <strong className="numbers">
          {isSameDay
            ? times.time(proposal.appointment_datetime)
            : times.dayAndTime(proposal.appointment_datetime)}
        </strong>
        {proposal.doctor_id !== doctorId && <span className={classes.soft}> {proposal.doctor_name}</span>}
      </span>
    </>
  );
}

function Result({ result: { code } }: { result: DayChanged['results'][number] }) {
  const { i18n } = useLingui();
  if (code === null)
    return (
      <span className={classes.done}>
        <IconCheck size={18} stroke={2.2} aria-hidden />
        <Trans>Done</Trans>
      </span>
    );
  return <span className={classes.refused}>{i18n._(sentenceOf(new Refusal({ code, status: 409 })))}</span>;
}
