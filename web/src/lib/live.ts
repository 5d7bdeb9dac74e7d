/**
 * What happens elsewhere, as it happens. One connection serves all tabs of a browser, for each of them may have only a
 * few to one server: the tab that holds the lock reads the stream and tells the others.
 */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { send } from '../api/client.ts';
import type { LiveAppointment, Notification } from '../api/generated/types.gen.ts';
import { refreshAnswers } from '../api/query-client.ts';
import { onSignedOut } from '../api/session.ts';
import { eventReader, type ServerEvent } from './event-stream.ts';

/** What the stream tells; `ready` without `resumed`: something may have been missed, so lists are read anew. */
export type News =
  | { event: 'ready'; data: { resumed: boolean } }
  | { event: 'unread'; data: { unread_count: number } }
  | { event: 'notification'; data: Notification }
  | { event: 'appointment'; data: LiveAppointment }
  | { event: 'appointment_removed'; data: { id: string } }
  | { event: 'doctor'; data: { id: string } }
  | { event: 'patients'; data: Record<string, never> };

const STREAM = '/api/notifications/stream/';
/** The server gives a sign of life every 16 seconds. */
const SILENCE_MS = 40_000;
const LONGEST_PAUSE_MS = 30_000;
/** Changes that come together are read together. */
const GATHER_MS = 150;

const VISITS = ['listAppointments', 'readAppointment', 'readBoard', 'findAvailability'] as const;
/** Lists and what is only looked at: who is changing one thing keeps what they have read, and is told when they save. */
const DOCTORS = ['listDoctors', 'readBoard', 'findAvailability', 'readWeek', 'listAbsences'] as const;
/** The answers that each kind of news makes old. */
const MADE_OLD: Record<News['event'], readonly string[]> = {
  ready: [...VISITS, ...DOCTORS, 'listPatients', 'listNotifications'],
  appointment: VISITS,
  appointment_removed: VISITS,
  doctor: DOCTORS,
  patients: ['listPatients'],
  notification: ['listNotifications'],
  unread: ['listNotifications'],
};

const listeners = new Set<(news: News) => void>();
const watchers = new Set<() => void>();
const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('etiba.live');
let isLost = false;
let running: AbortController | undefined;

tabs?.addEventListener('message', ({ data }: MessageEvent<{ news?: News; isLost?: boolean }>) => {
  if (data.news) take(data.news);
  if (data.isLost !== undefined) setLost(data.isLost);
});

// A line that is gone breaks no open stream at once; the device knows earlier.
addEventListener('offline', () => setLost(true));
addEventListener('online', () => setLost(false));

/** Listens until the session ends; called by the frame, again and again without harm. */
export function listenLive(): void {
  if (running) return;
  const mine = new AbortController();
  running = mine;
  const forget = onSignedOut(() => {
    forget();
    mine.abort();
    running = undefined;
    setLost(false);
  });
  const read = () => readOn(mine.signal);
  const reading =
    'locks' in navigator ? navigator.locks.request('etiba.live', { signal: mine.signal }, read) : read();
  reading.catch(() => {}); // the lock is given up with the session
}

/** Calls the listener with what happens, while the component is there. The usual answers are read anew by themselves. */
export function useLive(listener: (news: News) => void): void {
  const hear = useEffectEvent(listener);
  useEffect(() => {
    const own = (news: News) => hear(news);
    listeners.add(own);
    return () => void listeners.delete(own);
  }, []);
}

/** Whether the server cannot be reached, so that what is on screen may be old. */
export function useIsLost(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    () => isLost,
  );
}

async function readOn(signal: AbortSignal): Promise<void> {
  let cursor: string | undefined;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await readStream(signal, cursor, (id) => {
        cursor = id;
        failures = 0;
        tellLost(false);
      });
    } catch {
      // told below; the next try comes by itself
    }
    if (signal.aborted) return;
    if (failures > 0) tellLost(true);
    await pause(Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** failures) * (0.75 + Math.random() / 2), signal);
  }
}

/** Until the stream ends, breaks off or falls silent. Our own `fetch`, because it renews the token. */
async function readStream(
  signal: AbortSignal,
  cursor: string | undefined,
  arrived: (id: string | undefined) => void,
): Promise<void> {
  const silence = new AbortController();
  const headers: HeadersInit = cursor === undefined ? {} : { 'Last-Event-ID': cursor };
  const request = new Request(STREAM, { headers, signal: AbortSignal.any([signal, silence.signal]) });
  const response = await send(request);
  if (!response.ok || !response.body) throw new TypeError(`no stream: ${response.status}`);
  const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const readEvents = eventReader();
  const giveUp = () => silence.abort();
  addEventListener('online', giveUp); // a stream of the time before may be dead without knowing
  try {
    for (;;) {
      const timer = setTimeout(giveUp, SILENCE_MS);
      const { done, value } = await pieces.read().finally(() => clearTimeout(timer));
      if (done) return;
      const { events, id } = readEvents(value);
      arrived(id);
      for (const event of events) tell(event);
    }
  } finally {
    removeEventListener('online', giveUp);
  }
}

function tell({ event, data }: ServerEvent): void {
  if (!(event in MADE_OLD)) return;
  const news = { event, data: JSON.parse(data) } as News;
  tabs?.postMessage({ news });
  take(news);
}

const gathered = new Set<string>();

function take(news: News): void {
  for (const listener of listeners) listener(news);
  if (news.event === 'ready' && news.data.resumed) return;
  if (gathered.size === 0) {
    setTimeout(() => {
      const operations = [...gathered];
      gathered.clear();
      void refreshAnswers(...operations);
    }, GATHER_MS);
  }
  for (const operation of MADE_OLD[news.event]) gathered.add(operation);
}

function tellLost(isLostNow: boolean): void {
  if (isLostNow === isLost) return;
  tabs?.postMessage({ isLost: isLostNow });
  setLost(isLostNow);
}

function setLost(isLostNow: boolean): void {
  isLost = isLostNow;
  for (const watcher of watchers) watcher();
}

/** Shorter when the device says that it has a connection again. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}
