import { useLingui } from '@lingui/react/macro';
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';
import type { Board, BoardVisit } from '../../api/generated/types.gen.ts';
import { useTimes } from '../../lib/time.ts';
import { useNow } from '../../lib/use-now.ts';
import { BoardColumn, toPixels } from './board-column.tsx';
import { hoursIn, openingOf, shownStretch, type Column, type Place } from './board-geometry.ts';
import { neighbourOf, type Direction } from './board-steps.ts';
import { useBoardPointer } from './use-board-pointer.ts';
import classes from './board-grid.module.css';

/** In pixels: the name of an hour stands across its line, and is to be seen whole. */
const HALF_A_LINE = 14;
const DIRECTIONS: Partial<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

interface BoardGridProps {
  board: Board;
  columns: readonly Column[];
  selectedId: string | undefined;
  select(visitId: string): void;
  drop(visit: BoardVisit, from: Place, to: Place): void;
  book(place: Place): void;
  /** What opens at the selected visit. */
  card: ReactNode;
  /** Over the board, such as why something was refused. */
  children?: ReactNode;
}

/** The day of all doctors side by side, on a scale of time. */
export function BoardGrid(props: BoardGridProps) {
  const { board, columns, selectedId, select, drop, book, card, children } = props;
  const { t } = useLingui();
  const times = useTimes();
  const scroller = useRef<HTMLDivElement>(null);
  const shown = shownStretch(board);
  const isToday = board.date === times.today();
  const clock = useNow();
  const now = isToday ? clock : undefined;
  const [entryId, setEntryId] = useState<string>();
  const { target, draggedId } = useBoardPointer(scroller, { board, shown, select, drop, book });
  const all = columns.flatMap(({ visits }) => visits);
  const entry = all.some(({ visit }) => visit.id === entryId) ? entryId : all[0]?.visit.id;

  const showHour = useEffectEvent((date: string) => {
    const from = openingOf(board, shown, date === times.today() ? clock : undefined);
    scroller.current?.scrollTo({ top: toPixels(from - shown.start) - HALF_A_LINE });
  });
  useEffect(() => showHour(board.date), [board.date]);

  const step = useEffectEvent((event: KeyboardEvent) => {
    const direction = DIRECTIONS[event.key];
    const id = event.target instanceof HTMLElement ? event.target.dataset['visit'] : undefined;
    if (direction === undefined || id === undefined) return;
    event.preventDefault();
    const next = neighbourOf(columns, id, direction);
    if (next === undefined) return;
    setEntryId(next);
    scroller.current?.querySelector<HTMLElement>(`[data-visit="${next}"]`)?.focus();
  });
  useEffect(() => {
    const element = scroller.current;
    const press = (event: KeyboardEvent) => step(event);
    element?.addEventListener('keydown', press);
    return () => element?.removeEventListener('keydown', press);
  }, []);

  return (
    <div className={classes.frame}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be scrolled by keyboard too */}
      <div className={classes.scroll} ref={scroller} role="region" aria-label={t`The day`} tabIndex={0}>
        <div className={classes.axis}>
          <div className={classes.corner} />
          <div className={classes.hours} style={{ height: toPixels(shown.end - shown.start) }}>
            {hoursIn(shown)
              .slice(1)
              .map((hour) => (
                <span
                  key={hour}
                  className={`numbers ${classes.hour}`}
                  style={{ top: toPixels(hour - shown.start) }}
                >
                  {times.time(new Date(hour).toISOString())}
                </span>
              ))}
            {now !== undefined && now > shown.start && now < shown.end && (
              <span className={`numbers ${classes.now}`} style={{ top: toPixels(now - shown.start) }}>
                {times.time(new Date(now).toISOString())}
              </span>
            )}
          </div>
        </div>
        {columns.map((column) => {
          const isMine = column.visits.some(({ visit }) => visit.id === selectedId);
          const { id } = column.doctor;
          return (
            <BoardColumn
              key={id}
              column={column}
              shown={shown}
              now={now}
              selectedId={isMine ? selectedId : undefined}
              draggedId={draggedId}
              entryId={entry}
              target={target?.doctor_id === id ? target : undefined}
              card={isMine ? card : undefined}
            />
          );
        })}
      </div>
      {children}
    </div>
  );
}
