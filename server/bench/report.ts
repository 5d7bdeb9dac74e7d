import type { LoadResult } from './load.ts';

/** One request, measured in every way. */
export interface Measured {
  name: string;
  /** With the log as it is by default. */
  etiba: LoadResult;
  /** With LOG_LEVEL=warn. */
  quiet: LoadResult;
  /** One connection: what a request takes when nobody else asks. */
  alone: LoadResult;
  bare: LoadResult;
  /** Transactions per second of pgbench, where it is installed. */
  postgres: number | undefined;
}

const HEAD = [
  '',
  'Etiba /s',
  'p50 ms',
  'p99 ms',
  'alone p50',
  'log off /s',
  'bare /s',
  'Etiba ÷ bare',
  'pgbench /s',
  'Etiba ÷ pgbench',
  'answers',
];

/** The table, what it is to be held against, and the same as JSON. */
export function report(measured: readonly Measured[]): string {
  const rows = measured.map(({ name, etiba, quiet, alone, bare, postgres }) => [
    name,
    whole(etiba.per_second),
    etiba.p50.toFixed(1),
    etiba.p99.toFixed(1),
    alone.p50.toFixed(2),
    whole(quiet.per_second),
    whole(bare.per_second),
    percent(etiba.per_second / bare.per_second),
    postgres === undefined ? '–' : whole(postgres),
    postgres === undefined ? '–' : percent(etiba.per_second / postgres),
    Object.entries(etiba.statuses)
      .map(([status, count]) => `${count} × ${status}`)
      .join(', '),
  ]);
  return [...table([HEAD, ...rows]), '', ...aims(measured), '', JSON.stringify(measured)].join('\n');
}

function aims(measured: readonly Measured[]): string[] {
  const [read, list, slots, booking] = measured as [Measured, Measured, Measured, Measured];
  const ratio = Math.min(...[read, list].map(({ etiba, bare }) => etiba.per_second / bare.per_second));
  return [
    `reads are at least 60 % of the bare handler: ${verdict(ratio >= 0.6)}, ${percent(ratio)}`,
    `1,000 bookings a second on 32 connections: ${verdict(booking.etiba.per_second >= 1000)}, ${whole(booking.etiba.per_second)}`,
    `free slots of a doctor and day within 3 ms (p50): ${verdict(slots.alone.p50 <= 3)}, ${slots.alone.p50.toFixed(2)} ms`,
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
}

function verdict(isMet: boolean): string {
  return isMet ? 'yes' : 'NO';
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function whole(number: number): string {
  return Math.round(number).toLocaleString('en');
}
