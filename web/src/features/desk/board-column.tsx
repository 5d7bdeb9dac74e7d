import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { memo, useId, type CSSProperties, type ReactNode } from 'react';
import { useTimes } from '../../lib/time.ts';
import type { Column, Stretch } from './board-geometry.ts';
import { BoardVisit } from './board-visit.tsx';
import classes from './board-grid.module.css';

/** So that a visit of a quarter of an hour can be read and pressed. */
const PIXELS_PER_MINUTE = 1.8;
const MINUTE = 60_000;
const HOUR_PIXELS = 60 * PIXELS_PER_MINUTE;

export function toPixels(milliseconds: number): number {
  return (milliseconds / MINUTE) * PIXELS_PER_MINUTE;
}

export function toMilliseconds(pixels: number): number {
  return (pixels / PIXELS_PER_MINUTE) * MINUTE;
}

/** Where something would go if it were dropped, or booked. */
export interface Target extends Stretch {
  kind: 'move' | 'book';
  doctor_id: string;
  /** It does not lie in a free place. */
  isBlocked: boolean;
}

interface BoardColumnProps {
  column: Column;
  /** What the board shows of the day. */
  shown: Stretch;
  /** In epoch milliseconds, on the day that it is. */
  now: number | undefined;
  selectedId: string | undefined;
  draggedId: string | undefined;
  entryId: string | undefined;
  target: Target | undefined;
  /** Opens at the selected visit, when it is in this column. */
  card: ReactNode;
}

/** A doctor's day from top to bottom. */
export const BoardColumn = memo(function BoardColumn(props: BoardColumnProps) {
  const { column, shown, now, selectedId, draggedId, entryId, target, card } = props;
  const { doctor, hours, absences, visits } = column;
  const { t } = useLingui();
  const times = useTimes();
  const id = useId();
  const place = ({ start, end }: Stretch): CSSProperties => ({
    top: toPixels(Math.max(start, shown.start) - shown.start),
    height: toPixels(Math.min(end, shown.end) - Math.max(start, shown.start)),
  });
  const special = doctor.specializations.map(({ name }) => name).join(', ');
  return (
    <section className={classes.column} aria-labelledby={id}>
      <header className={classes.head}>
        <h2 className={classes.name} id={id} title={doctor.full_name}>
          {doctor.full_name}
        </h2>
        <p className={classes.about} data-closed={!doctor.is_bookable || undefined} title={special}>
          {doctor.is_bookable ? special || doctor.office_address : <Trans>Takes no bookings</Trans>}
        </p>
        <p className={classes.about}>
          <Plural value={visits.length} one="# visit" other="# visits" />
        </p>
      </header>
      <div
        className={classes.day}
        data-doctor={doctor.id}
        style={{ height: toPixels(shown.end - shown.start), ['--hour' as string]: `${HOUR_PIXELS}px` }}
      >
        {hours.map((stretch) => (
          <div key={stretch.start} className={classes.open} style={place(stretch)} />
        ))}
        {absences.map((absence) => (
          <div key={absence.start} className={classes.absence} style={place(absence)}>
            <span>{absence.reason === '' ? t`Absent` : t`Absent: ${absence.reason}`}</span>
          </div>
        ))}
        <div className={classes.lines} />
        <ol className={classes.visits}>
          {visits.map((placed) => (
            <li
              key={placed.visit.id}
              className={classes.spot}
              style={{
                ...place(placed),
                insetInlineStart: `${(placed.lane / placed.lanes) * 100}%`,
                width: `${100 / placed.lanes}%`,
              }}
            >
              <BoardVisit
                placed={placed}
                isSelected={placed.visit.id === selectedId}
                isDragged={placed.visit.id === draggedId}
                isEntry={placed.visit.id === entryId}
              />
              {placed.visit.id === selectedId && card}
            </li>
          ))}
        </ol>
        {now !== undefined && now > shown.start && now < shown.end && (
          <div className={classes.nowLine} style={{ top: toPixels(now - shown.start) }} />
        )}
        {target && (
          <div className={classes.target} data-blocked={target.isBlocked || undefined} style={place(target)}>
            {target.kind === 'book' && '+ '}
            <span className="numbers">{times.time(new Date(target.start).toISOString())}</span>
          </div>
        )}
      </div>
    </section>
  );
});
