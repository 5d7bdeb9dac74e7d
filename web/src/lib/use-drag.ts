import { useEffect, useEffectEvent, useState, type RefObject } from 'react';

/** How far one may slip while pressing. */
const SLIP = 5;
/** As close to an edge of the frame, it scrolls on while something is dragged. */
const EDGE = 56;
/** Pixels, each time the screen is drawn. */
const SPEED = 12;

/** Where something is dragged to, in the window. */
export interface DragPoint {
  x: number;
  y: number;
  /** Where its upper edge would be. */
  top: number;
}

interface Options<Taken> {
  /** What is taken with a block (`data-visit`) that is pressed; undefined when it is not to be dragged. */
  take(block: HTMLElement): Taken | undefined;
  aim(taken: Taken, at: DragPoint): void;
  drop(taken: Taken, at: DragPoint): void;
  /** After it is dropped, and when it is given up: by Escape, or because the pointer was taken away. */
  end(): void;
}

/**
 * Dragging visits within a frame with mouse or pen. Fingers scroll; they, and the keyboard, move a visit by its dialog.
 * While something is dragged, the frame has `data-dragging`; the click that some browsers make of the end is not heard.
 * @returns what is being dragged
 */
export function useDrag<Taken>(
  frame: RefObject<HTMLElement | null>,
  options: Options<Taken>,
): Taken | undefined {
  const [dragged, setDragged] = useState<Taken>();
  const take = useEffectEvent((block: HTMLElement) => options.take(block));
  const aim = useEffectEvent((taken: Taken, at: DragPoint) => options.aim(taken, at));
  const drop = useEffectEvent((taken: Taken, at: DragPoint) => options.drop(taken, at));
  const end = useEffectEvent(() => options.end());

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    let drag: { taken: Taken; x: number; y: number; grip: number; isUnderWay: boolean } | undefined;
    let last: DragPoint = { x: 0, y: 0, top: 0 };
    let scrolling = 0;
    let wasDragged = false;

    const scrollOn = () => {
      scrolling = 0;
      if (!drag?.isUnderWay) return;
      const box = element.getBoundingClientRect();
      const by = (at: number, low: number, high: number) =>
        at < low + EDGE ? -SPEED : at > high - EDGE ? SPEED : 0;
      const { scrollLeft, scrollTop } = element;
      element.scrollBy(by(last.x, box.left + EDGE, box.right), by(last.y, box.top + EDGE, box.bottom));
      if (element.scrollLeft === scrollLeft && element.scrollTop === scrollTop) return;
      aim(drag.taken, last);
      scrolling = requestAnimationFrame(scrollOn);
    };
    const stop = () => {
      if (!drag) return;
      cancelAnimationFrame(scrolling);
      scrolling = 0;
      drag = undefined;
      delete element.dataset['dragging'];
      setDragged(undefined);
      end();
    };
    const down = (event: PointerEvent) => {
      wasDragged = false;
      if (event.button !== 0 || event.pointerType === 'touch') return;
      const block = (event.target as HTMLElement).closest<HTMLElement>('[data-visit]');
      const taken = block === null ? undefined : take(block);
      if (!block || !taken) return;
      const grip = event.clientY - block.getBoundingClientRect().top;
      drag = { taken, x: event.clientX, y: event.clientY, grip, isUnderWay: false };
    };
    const move = (event: PointerEvent) => {
      if (!drag) return;
      last = { x: event.clientX, y: event.clientY, top: event.clientY - drag.grip };
      if (!drag.isUnderWay) {
        if (Math.hypot(last.x - drag.x, last.y - drag.y) < SLIP) return;
        drag.isUnderWay = true;
        element.dataset['dragging'] = '';
        element.setPointerCapture(event.pointerId);
        const { taken } = drag;
        setDragged(() => taken);
      }
      aim(drag.taken, last);
      if (scrolling === 0) scrolling = requestAnimationFrame(scrollOn);
    };
    const up = () => {
      if (drag?.isUnderWay) {
        wasDragged = true;
        drop(drag.taken, last);
      }
      if (wasDragged) setTimeout(() => (wasDragged = false));
      stop();
    };
    const click = (event: MouseEvent) => {
      if (wasDragged) event.stopPropagation();
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !drag?.isUnderWay) return;
      wasDragged = true;
      stop();
    };
    const listening = new AbortController();
    const { signal } = listening;
    element.addEventListener('pointerdown', down, { signal });
    element.addEventListener('pointermove', move, { signal });
    element.addEventListener('pointerup', up, { signal });
    element.addEventListener('pointercancel', stop, { signal });
    element.addEventListener('click', click, { signal, capture: true });
    document.addEventListener('keydown', key, { signal });
    return () => {
      listening.abort();
      stop();
    };
  }, [frame]);

  return dragged;
}
