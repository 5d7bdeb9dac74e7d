import { useRef, useState } from 'react';
import type { Appointment } from '../../api/generated/types.gen.ts';
import { useDrag, type DragPoint } from '../../lib/use-drag.ts';
import { mayChange } from '../../lib/visits.ts';

export interface Place {
  day: string;
  /** Of the wall clock, where the visit's beginning would be. */
  minute: number;
}

interface Options {
  visits: readonly Appointment[];
  /** The minute at a share of a column's height, from 0 at its top. */
  minuteAt(share: number): number;
  drop(visit: Appointment, place: Place): void;
}

/** Dragging a visit of the calendar to another time: `data-visit` with an id, `data-day` for a column. */
export function useVisitDrag({ visits, minuteAt, drop }: Options) {
  const frame = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState<Place>();

  const placeAt = ({ x, y, top }: DragPoint): Place | undefined => {
    const column = document
      .elementsFromPoint(x, y)
      .find((element) => element instanceof HTMLElement && element.dataset['day'] !== undefined);
    if (!column) return undefined;
    const box = column.getBoundingClientRect();
    return { day: (column as HTMLElement).dataset['day']!, minute: minuteAt((top - box.top) / box.height) };
  };

  const dragged = useDrag<Appointment>(frame, {
    take: (block) =>
      visits.find((visit) => visit.id === block.dataset['visit'] && mayChange(visit, { role: 'DOCTOR' })),
    aim: (_visit, at) => setOver(placeAt(at)),
    drop(visit, at) {
      const place = placeAt(at);
      if (place) drop(visit, place);
    },
    end: () => setOver(undefined),
  });

  return { frame, dragged, over };
}
