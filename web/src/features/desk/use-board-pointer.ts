import { useEffect, useEffectEvent, useState, type RefObject } from 'react';
import type { Board, BoardDoctor, BoardVisit } from '../../api/generated/types.gen.ts';
import { useDrag, type DragPoint } from '../../lib/use-drag.ts';
import { toMilliseconds, type Target } from './board-column.tsx';
import { freeStartAt, freeStretches, startNear, type Place, type Stretch } from './board-geometry.ts';

const MINUTE = 60_000;
/** What is booked unless told. */
const USUAL_MINUTES = 30;

interface PointerOptions {
  board: Board;
  shown: Stretch;
  select(visitId: string): void;
  drop(visit: BoardVisit, from: Place, to: Place): void;
  book(place: Place): void;
}

interface Taken {
  visit: BoardVisit;
  doctor_id: string;
}

/**
 * What a mouse or pen does on the board: press a visit, drag it to another time or doctor, press a free place. Fingers
 * scroll; they, and the keyboard, move a visit by the dialog.
 */
export function useBoardPointer(frame: RefObject<HTMLElement | null>, options: PointerOptions) {
  const { board, shown, select, drop, book } = options;
  const [target, setTarget] = useState<Target>();

  const columnAt = (x: number, y: number) => {
    const day = document
      .elementsFromPoint(x, y)
      .find((element) => element instanceof HTMLElement && element.dataset['doctor'] !== undefined);
    const doctor = board.doctors.find(({ id }) => id === (day as HTMLElement | undefined)?.dataset['doctor']);
    return day && doctor && { doctor, top: day.getBoundingClientRect().top };
  };

  const show = (next: Target | undefined) =>
    setTarget((known) =>
      known?.start === next?.start && known?.doctor_id === next?.doctor_id && known?.kind === next?.kind
        ? known
        : next,
    );

  const targetAt = ({ visit }: Taken, { x, y, top }: DragPoint) => {
    const column = columnAt(x, y);
    return column && targetOfMove(column.doctor, visit, shown.start + toMilliseconds(top - column.top));
  };

  const dragged = useDrag<Taken>(frame, {
    take(block) {
      const doctor_id = block.closest<HTMLElement>('[data-doctor]')?.dataset['doctor'];
      const doctor = board.doctors.find(({ id }) => id === doctor_id);
      const visit = doctor?.visits.find(({ id }) => id === block.dataset['visit']);
      if (!doctor || !visit || block.dataset['movable'] === undefined) return undefined;
      return { visit, doctor_id: doctor.id };
    },
    aim: (taken, at) => show(targetAt(taken, at)),
    drop(taken, at) {
      const { visit, doctor_id } = taken;
      const from = { doctor_id, start: Date.parse(visit.appointment_datetime) };
      const to = targetAt(taken, at);
      if (to && (to.start !== from.start || to.doctor_id !== from.doctor_id))
        drop(visit, from, { doctor_id: to.doctor_id, start: to.start });
    },
    end: () => setTarget(undefined),
  });

  const hover = useEffectEvent((event: PointerEvent) => {
    const column = isGround(event.target as HTMLElement) ? columnAt(event.x, event.y) : undefined;
    show(column && freeTarget(column.doctor, shown.start + toMilliseconds(event.y - column.top)));
  });

  const press = useEffectEvent((event: MouseEvent) => {
    const block = (event.target as HTMLElement).closest<HTMLElement>('[data-visit]');
    if (block?.dataset['visit'] !== undefined) return select(block.dataset['visit']);
    if (!isGround(event.target as HTMLElement) || target?.kind !== 'book') return;
    show(undefined);
    book({ doctor_id: target.doctor_id, start: target.start });
  });

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const isDragging = () => element.dataset['dragging'] !== undefined;
    const move = (event: PointerEvent) => {
      if (event.pointerType !== 'touch' && !isDragging()) hover(event);
    };
    const leave = () => {
      if (!isDragging()) setTarget(undefined);
    };
    const click = (event: MouseEvent) => press(event);
    const listening = new AbortController();
    const { signal } = listening;
    element.addEventListener('pointermove', move, { signal });
    element.addEventListener('pointerleave', leave, { signal });
    element.addEventListener('click', click, { signal });
    return () => listening.abort();
  }, [frame]);

  return { target, draggedId: dragged?.visit.id };
}

function targetOfMove(doctor: BoardDoctor, visit: BoardVisit, at: number): Target {
  const free = freeStretches(doctor, visit.id);
  const start = startNear(free, at, visit.duration);
  const end = start + visit.duration * MINUTE;
  const isBlocked = !free.some((stretch) => stretch.start <= start && end <= stretch.end);
  return { kind: 'move', doctor_id: doctor.id, start, end, isBlocked };
}

function freeTarget(doctor: BoardDoctor, at: number): Target | undefined {
  if (!doctor.is_bookable) return undefined;
  const start = freeStartAt(freeStretches(doctor), at, USUAL_MINUTES);
  if (start === undefined || start < Date.now()) return undefined;
  const end = start + USUAL_MINUTES * MINUTE;
  return { kind: 'book', doctor_id: doctor.id, start, end, isBlocked: false };
}

/** The day itself, and not a visit, a header or a dialog. */
function isGround(element: HTMLElement): boolean {
  return (
    element.closest('[data-doctor]') !== null && element.closest('[data-visit], [role="dialog"]') === null
  );
}
