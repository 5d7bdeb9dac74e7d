import { useLingui } from '@lingui/react/macro';
import {
  IconAlertTriangle,
  IconArrowsExchange,
  IconCalendar,
  IconCalendarCheck,
  IconCheck,
  IconDoorEnter,
  IconFlag3,
  IconPlayerPlay,
  IconUserX,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import { memo } from 'react';
import type { BoardVisit as Visit } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { STATUS_WORDS } from '../../ui/status-badge.tsx';
import type { PlacedVisit } from './board-geometry.ts';
import classes from './board-visit.module.css';

const ICONS: Record<Visit['status'], Icon> = {
  scheduled: IconCalendar,
  confirmed: IconCalendarCheck,
  rescheduled: IconArrowsExchange,
  in_progress: IconPlayerPlay,
  completed: IconCheck,
  cancelled: IconX,
  no_show: IconUserX,
};

/** Shorter ones have one line: then the sign stands for the word, which is read out all the same. */
const TWO_LINES = 25;

export interface BoardVisitProps {
  placed: PlacedVisit;
  isSelected: boolean;
  isDragged: boolean;
  /** One of all is reached by Tab; from it the arrow keys lead on. */
  isEntry: boolean;
}

/**
 * One visit as a block: whose, when, how it stands in colour, sign and word, and what must be noticed. Plain HTML, for there may
 * be hundreds of them.
 */
export const BoardVisit = memo(function BoardVisit(props: BoardVisitProps) {
  const { placed, isSelected, isDragged, isEntry } = props;
  const { visit, isMoving } = placed;
  const { t, i18n } = useLingui();
  const times = useTimes();
  const StatusIcon = ICONS[visit.status];
  const start = times.time(new Date(placed.start).toISOString());
  const status = isMoving ? t`Moving…` : i18n._(STATUS_WORDS[visit.status]);
  const isShort = visit.duration < TWO_LINES;
  const isOver = ['completed', 'cancelled', 'no_show'].includes(visit.status);
  const notes = [
    visit.is_urgent && t`urgent`,
    visit.arrived_at !== null && !isOver && t`is here`,
    visit.needs_reschedule && t`needs another time`,
  ].filter((note) => note !== false);
  return (
    <button
      type="button"
      className={classes.visit}
      data-visit={visit.id}
      data-status={visit.status}
      data-movable={isMovable(visit) && !isMoving ? true : undefined}
      data-moving={isMoving || undefined}
      data-dragged={isDragged || undefined}
      data-over={isOver || undefined}
      tabIndex={isEntry ? 0 : -1}
      aria-haspopup="dialog"
      aria-expanded={isSelected}
    >
      <span className={classes.name}>
        {visit.is_urgent && <IconFlag3 className={classes.flag} size={14} stroke={2.2} aria-hidden />}
        {visit.needs_reschedule && (
          <IconAlertTriangle className={classes.late} size={14} stroke={2.2} aria-hidden />
        )}
        <span className={visit.status === 'cancelled' ? classes.struck : undefined}>
          {visit.patient.full_name}
        </span>
        {visit.arrived_at !== null && !isOver && (
          <IconDoorEnter className={classes.here} size={15} stroke={2.1} aria-hidden />
        )}
        {isShort && <StatusIcon className={classes.end} size={15} stroke={2} aria-hidden />}
      </span>
      <span className={classes.unseen}>{['', ...notes, ''].join(', ')}</span>
      {isShort ? (
        <span className={classes.unseen}>
          {start}, {status}
        </span>
      ) : (
        <span className={classes.state}>
          <StatusIcon size={14} stroke={2} aria-hidden />
          <span className="numbers">{start}</span>
          <span className={classes.unseen}>, </span>
          <span className={classes.word}>{status}</span>
        </span>
      )}
    </button>
  );
}, isSame);

/** A new answer of the server holds all visits anew; most are as they were. */
function isSame(before: BoardVisitProps, now: BoardVisitProps): boolean {
  const { visit: old, ...oldPlace } = before.placed;
  const { visit, ...place } = now.placed;
  return (
    old.updated_at === visit.updated_at &&
    old.patient.full_name === visit.patient.full_name &&
    oldPlace.start === place.start &&
    oldPlace.isMoving === place.isMoving &&
    before.isSelected === now.isSelected &&
    before.isDragged === now.isDragged &&
    before.isEntry === now.isEntry
  );
}

/** Only a visit that is still to come can be moved. */
export function isMovable({ status }: Pick<Visit, 'status'>): boolean {
  return status === 'scheduled' || status === 'confirmed' || status === 'rescheduled';
}
