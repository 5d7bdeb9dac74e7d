import { expect, it } from 'vitest';
import { eventReader } from './event-stream.ts';

const stream = [
  'retry: 2000\n\n',
  'event: ready\nid: one\ndata: {"resumed":false}\n\n',
  'event: unread\ndata: {"unread_count":2}\n\n',
  ': still here\nid: two\n\n',
  'event: notification\nid: three\ndata: {"description":"Tue: 09:30"}\n\n',
].join('');

it('reads events, and the last id, wherever the text is cut', () => {
  for (let size = 1; size <= stream.length; size += 1) {
    const read = eventReader();
    const events = [];
    let last: string | undefined;
    for (let at = 0; at < stream.length; at += size) {
      const { events: whole, id } = read(stream.slice(at, at + size));
      events.push(...whole);
      last = id;
    }
    expect(last).toBe('three');
    expect(events).toEqual([
      { event: 'ready', data: '{"resumed":false}' },
      { event: 'unread', data: '{"unread_count":2}' },
      { event: 'notification', data: '{"description":"Tue: 09:30"}' },
    ]);
  }
});

it('gives the id of a sign of life, and no event', () => {
  expect(eventReader()(': still here\nid: two\n\n')).toEqual({ events: [], id: 'two' });
});
