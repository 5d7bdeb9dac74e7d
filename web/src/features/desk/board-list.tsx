import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, NativeSelect, UnstyledButton } from '@mantine/core';
import { IconBeach, IconCalendarOff, IconPlus } from '@tabler/icons-react';
import type { BoardDoctor, BoardVisit } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { Empty } from '../../ui/empty.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DoctorLink } from '../../ui/person-link.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { freeStretches, type Column, type Place, type PlacedVisit, type Stretch } from './board-geometry.ts';
import classes from './board-list.module.css';

/** As long as the shortest visit that is usually booked. */
const WORTH_BOOKING = 15 * 60_000;

interface BoardListProps {
  columns: readonly Column[];
  doctorId: string | undefined;
  choose(doctorId: string): void;
  select(visitId: string): void;
  book(place: Place): void;
}

type Line =
  | { kind: 'visit'; at: number; placed: PlacedVisit }
  | { kind: 'free'; at: number; stretch: Stretch }
  | { kind: 'absence'; at: number; absence: Stretch & { reason: string } };

/** The day on a phone: one doctor at a time, visits and free stretches in order. */
export function BoardList({ columns, doctorId, choose, select, book }: BoardListProps) {
  const { t } = useLingui();
  const column = columns.find(({ doctor }) => doctor.id === doctorId) ?? columns[0];
  if (!column) return <NobodyHere />;
  const { doctor } = column;
  const lines = linesOf(column);
  return (
    <>
      <NativeSelect
        label={t`Doctor`}
        value={doctor.id}
        onChange={({ currentTarget: { value } }) => choose(value)}
        data={columns.map(({ doctor: { id, full_name }, visits }) => ({
          value: id,
          label: `${full_name} · ${visits.length}`,
        }))}
      />
      <Panel
        title={<DoctorLink doctor={doctor} />}
        hint={
          doctor.is_bookable ? (
            <Plural value={column.visits.length} one="# visit" other="# visits" />
          ) : (
            <Trans>Takes no bookings</Trans>
          )
        }
        isFlush
      >
        {lines.length === 0 && <Empty icon={IconCalendarOff} title={<Trans>Nothing on this day</Trans>} />}
        <ol className={classes.list}>
          {lines.map((line) => (
            <li key={`${line.kind}${line.at}${line.kind === 'visit' ? line.placed.visit.id : ''}`}>
              {line.kind === 'visit' && <VisitLine placed={line.placed} select={select} />}
              {line.kind === 'free' && <FreeLine stretch={line.stretch} doctor={doctor} book={book} />}
              {line.kind === 'absence' && <AbsenceLine absence={line.absence} />}
            </li>
          ))}
        </ol>
      </Panel>
    </>
  );
}

export function NobodyHere() {
  return (
    <Panel>
      <Empty icon={IconCalendarOff} title={<Trans>Nobody works on this day</Trans>}>
        <Trans>Choose another day, or show the doctors who are not here as well.</Trans>
      </Empty>
    </Panel>
  );
}

function linesOf({ doctor, visits, absences }: Column): Line[] {
  const now = Date.now();
  const free = doctor.is_bookable ? freeStretches(doctor) : [];
  return [
    ...visits.map((placed): Line => ({ kind: 'visit', at: placed.start, placed })),
    ...absences.map((absence): Line => ({ kind: 'absence', at: absence.start, absence })),
    ...free
      .map((stretch) => ({ ...stretch, start: stretch.start < now ? roundUp(now) : stretch.start }))
      .filter(({ start, end }) => end - start >= WORTH_BOOKING)
      .map((stretch): Line => ({ kind: 'free', at: stretch.start, stretch })),
  ].toSorted((a, b) => a.at - b.at);
}

function roundUp(instant: number): number {
  return Math.ceil(instant / 300_000) * 300_000;
}

function VisitLine({ placed, select }: { placed: PlacedVisit; select(visitId: string): void }) {
  const times = useTimes();
  const visit: BoardVisit = placed.visit;
  const marks = [
    visit.is_urgent && <Trans>urgent</Trans>,
    visit.arrived_at && <Trans>is here</Trans>,
    visit.needs_reschedule && <Trans>needs another time</Trans>,
  ].filter(Boolean);
  return (
    <UnstyledButton
      className={classes.visit}
      data-visit={visit.id}
      onClick={() => select(visit.id)}
      aria-haspopup="dialog"
    >
      <span className={`numbers ${classes.time}`}>{times.time(new Date(placed.start).toISOString())}</span>
      <span className={classes.words}>
        <strong>{visit.patient.full_name}</strong>
        {marks.map((mark, index) => (
          <span key={index} className={classes.mark}>
            {mark}
          </span>
        ))}
      </span>
      {placed.isMoving ? <Trans>Moving…</Trans> : <StatusBadge status={visit.status} />}
    </UnstyledButton>
  );
}

interface FreeLineProps {
  stretch: Stretch;
  doctor: BoardDoctor;
  book: BoardListProps['book'];
}

function FreeLine({ stretch, doctor, book }: FreeLineProps) {
  const times = useTimes();
  const [from, to] = [stretch.start, stretch.end].map((at) => times.time(new Date(at).toISOString()));
  return (
    <div className={classes.free}>
      <span className="numbers">
        <Trans>
          {from}–{to} free
        </Trans>
      </span>
      <Button
        variant="subtle"
        size="sm"
        leftSection={<IconPlus size={17} aria-hidden />}
        onClick={() => book({ doctor_id: doctor.id, start: stretch.start })}
      >
        <Trans>Book</Trans>
      </Button>
    </div>
  );
}

function AbsenceLine({ absence }: { absence: Stretch & { reason: string } }) {
  const times = useTimes();
  const [from, to] = [absence.start, absence.end].map((at) => times.time(new Date(at).toISOString()));
  return (
    <div className={classes.absence}>
      <IconBeach size={18} stroke={1.8} aria-hidden />
      <span className="numbers">{from === to ? <Trans>All day</Trans> : `${from}–${to}`}</span>
      <span>{absence.reason || <Trans>Absent</Trans>}</span>
    </div>
  );
}
