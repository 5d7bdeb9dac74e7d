import { describe, expect, it } from 'vitest';
import type { Board, BoardDoctor, BoardVisit } from '../../api/generated/types.gen.ts';
import {
  columnsOf,
  freeStartAt,
  freeStretches,
  hoursIn,
  openingOf,
  shownStretch,
  startNear,
} from './board-geometry.ts';

/** A wall time in Nairobi on the day of the board. */
const at = (time: string) => Date.parse(`2026-12-02T${time}:00+03:00`);
const wire = (time: string) => new Date(at(time)).toISOString();
const stretch = (start: string, end: string) => ({ start: at(start), end: at(end) });

function aVisit(time: string, duration = 30, status: BoardVisit['status'] = 'scheduled'): BoardVisit {
  return {
    id: time,
    appointment_datetime: wire(time),
    appointment_end_time: new Date(at(time) + duration * 60_000).toISOString(),
    duration,
    status,
  } as BoardVisit;
}

function aDoctor(id: string, visits: BoardVisit[] = []): BoardDoctor {
  const hours = [
    { start: wire('09:00'), end: wire('12:00') },
    { start: wire('13:00'), end: wire('16:45') },
  ];
  return { id, hours, absences: [], visits } as unknown as BoardDoctor;
}

function aBoard(...doctors: BoardDoctor[]): Board {
  const start = '2026-12-01T21:00:00Z';
  return { date: '2026-12-02', time_zone: 'Africa/Nairobi', start, end: '2026-12-02T21:00:00Z', doctors };
}

const everything = { doctor: () => true, visit: () => true };
const lanesOf = (...visits: BoardVisit[]) =>
  columnsOf(aBoard(aDoctor('grace', visits)), everything, new Map())[0]!.visits.map(
    ({ visit, lane, lanes }) => [visit.id, lane, lanes],
  );

describe('what is shown of a day', () => {
  it('is whole hours around hours and visits', () => {
    expect(shownStretch(aBoard(aDoctor('grace')))).toEqual(stretch('09:00', '17:00'));
    const early = aDoctor('grace', [aVisit('07:45'), aVisit('17:30', 60)]);
    expect(shownStretch(aBoard(early))).toEqual(stretch('07:00', '19:00'));
  });

  it('ends where the day does', () => {
    const night = aDoctor('grace', [aVisit('23:30', 60)]);
    expect(shownStretch(aBoard(night)).end).toBe(at('23:59') + 60_000);
  });

  it('is a working day where there is nothing', () => {
    expect(shownStretch(aBoard())).toEqual(stretch('08:00', '17:00'));
  });

  it('has a line for each hour and for the end', () => {
    expect(hoursIn(stretch('09:00', '11:00'))).toEqual([at('09:00'), at('10:00'), at('11:00')]);
  });
});

describe('where the board is opened', () => {
  const hours = (...of: [string, string][]) =>
    of.map(([start, end]) => ({ start: wire(start), end: wire(end) }));
  const works = (...of: [string, string][]): BoardDoctor => ({ ...aDoctor('night'), hours: hours(...of) });
  const opened = (now: string | undefined, ...doctors: BoardDoctor[]) => {
    const board = aBoard(...doctors);
    return openingOf(board, shownStretch(board), now === undefined ? undefined : at(now));
  };

  const fromEvening = works(['00:00', '06:00']);
  const nights = works(['00:00', '06:00'], ['22:00', '23:59']);
  const withBreak = works(['00:00', '01:30'], ['02:00', '06:00'], ['22:00', '23:59']);
  const withVisits = (doctor: BoardDoctor, ...visits: BoardVisit[]) => ({ ...doctor, visits });
  it.each<[string, string | undefined, BoardDoctor[], string]>([
    ['on another day, its first hours', undefined, [aDoctor('grace')], '09:00'],
    ['today, an hour before now', '11:20', [aDoctor('grace')], '10:20'],
    ['today before anybody is here, the beginning', '06:00', [aDoctor('grace')], '09:00'],
    ['today after the last have gone, the beginning', '20:00', [aDoctor('grace')], '09:00'],
    ['a night that began the day before is passed over', undefined, [fromEvening, aDoctor('grace')], '09:00'],
    ['at midnight, midnight', '00:05', [fromEvening, aDoctor('grace')], '00:00'],
    ['while the night lasts, now', '02:30', [fromEvening, aDoctor('grace')], '01:30'],
    ['the next night, where nobody works by day', undefined, [nights], '22:00'],
    ['a break of the night is none of the day', undefined, [withBreak, aDoctor('grace')], '09:00'],
    ['only the end of a night', undefined, [fromEvening], '00:00'],
    [
      'a visit of that night',
      undefined,
      [withVisits(fromEvening, aVisit('01:30')), aDoctor('grace')],
      '09:00',
    ],
    ['a visit before hours', undefined, [aDoctor('grace', [aVisit('07:45')]), fromEvening], '07:00'],
    ['a visit that reaches into the day', undefined, [aDoctor('grace', [aVisit('00:00')])], '00:00'],
    ['nothing at all', undefined, [], '08:00'],
  ])('%s', (_what, now, doctors, expected) => {
    expect(opened(now, ...doctors)).toBe(at(expected));
  });
});

describe('visits on the board', () => {
  it('stand alone when they only touch', () => {
    expect(lanesOf(aVisit('09:00'), aVisit('09:30'))).toEqual([
      ['09:00', 0, 1],
      ['09:30', 0, 1],
    ]);
  });

  it('stand side by side when they share time', () => {
    expect(lanesOf(aVisit('09:15', 30, 'cancelled'), aVisit('09:00', 60), aVisit('09:45'))).toEqual([
      ['09:00', 0, 2],
      ['09:15', 1, 2],
      ['09:45', 1, 2],
    ]);
  });

  it('are shown where they are on their way to', () => {
    const board = aBoard(aDoctor('grace', [aVisit('09:00')]), aDoctor('minh'));
    const moving = new Map([['09:00', { doctor_id: 'minh', start: at('10:00') }]]);
    const [grace, minh] = columnsOf(board, everything, moving);
    expect(grace!.visits).toEqual([]);
    expect(minh!.visits).toMatchObject([{ ...stretch('10:00', '10:30'), isMoving: true }]);
  });
});

describe('free places', () => {
  const absence = { start: wire('15:00'), end: wire('18:00'), reason: '' };
  const doctor = {
    ...aDoctor('grace', [aVisit('10:00', 60), aVisit('14:00', 30, 'no_show')]),
    absences: [absence],
  };
  const free = freeStretches(doctor);

  it('are what absences and live visits leave of the hours', () => {
    expect(free).toEqual([stretch('09:00', '10:00'), stretch('11:00', '12:00'), stretch('13:00', '15:00')]);
    expect(freeStretches(doctor, '10:00')[0]).toEqual(stretch('09:00', '12:00'));
  });

  it('begin in steps of the length from where the stretch begins', () => {
    expect(freeStartAt(free, at('09:50'), 30)).toBe(at('09:30'));
    expect(freeStartAt(free, at('09:50'), 45)).toBe(at('09:00'));
    expect(freeStartAt(free, at('10:15'), 30)).toBeUndefined();
    expect(freeStartAt(free, at('09:10'), 90)).toBeUndefined();
  });

  it('catch what is dropped near them; elsewhere it is the nearest five minutes', () => {
    expect(startNear(free, at('09:20'), 30)).toBe(at('09:30'));
    expect(startNear(free, at('08:50'), 30)).toBe(at('09:00'));
    expect(startNear(free, at('09:58'), 30)).toBe(at('09:30'));
    expect(startNear(free, at('10:13'), 30)).toBe(at('10:15'));
    expect(startNear(free, at('18:02'), 30)).toBe(at('18:00'));
  });
});
