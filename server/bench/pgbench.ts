import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { partOf, type Part, type Recording } from './recorded-sql.ts';
import { wishSql, type Wish } from './world.ts';

const run = promisify(execFile);

interface PgbenchOptions {
  directory: string;
  database_url: string;
  clients: number;
  seconds: number;
}

/** Whether PostgreSQL's own load generator is on the PATH. */
export async function hasPgbench(): Promise<boolean> {
  return run('pgbench', ['--version']).then(
    () => true,
    () => false,
  );
}

/** A recorded read, the same each time. @returns transactions per second of PostgreSQL alone */
export function benchRead(options: PgbenchOptions, { statements }: Recording): Promise<number> {
  const script = new Script();
  for (const { text, values } of statements)
    script.add(
      text,
      values.map((value) => script.constant(value)),
    );
  return pgbench(options, script);
}

/**
 * A recorded booking, each time of another wish; one statement more than Etiba sends works out which.
 * @param from number of the first wish; each client has some thousands of its own from there
 * @returns transactions per second of PostgreSQL alone
 */
export function benchBooking(
  options: PgbenchOptions,
  recording: Recording,
  example: Wish,
  from: number,
): Promise<number> {
  const { statements, made } = recording;
  const script = new Script();
  const columns: string[] = [];
  const variableOf = (value: unknown) => {
    const part = partOf(value, example, made);
    if (isFixed(part)) return script.constant(value);
    const name = `p${columns.length}`;
    columns.push(`(${expressionOf(script, part, example, made)})::text as ${name}`);
    return `:${name}`;
  };
  const booking = statements.map(({ text, values }) => ({ text, variables: values.map(variableOf) }));

  const ids = made.map((_, index) => `gen_random_uuid()::text as made${index}`).join(', ');
  script.define('done', '0');
  script.lines.push(
    '\\set done :done + 1',
    `\\set n ${from} + :client_id * 4000 + :done`,
    `select ${columns.join(', ')} from (${wishSql(':n')}) as wish, (select ${ids}) as ids \\gset`,
  );
  for (const { text, variables } of booking) script.add(text, variables);
  return pgbench(options, script);
}

function isFixed(part: Part): boolean {
  return part.kind === 'same' || (part.kind === 'list' && part.parts.every(isFixed));
}

/** SQL that works out a part's value from the wish and the ids. */
function expressionOf(script: Script, part: Part, example: Wish, made: readonly string[]): string {
  const constant = (value: unknown) => `${script.constant(value)}::text`;
  switch (part.kind) {
    case 'same':
      return constant(part.value);
    case 'wish':
      return part.field;
    case 'made':
      return made.reduce((text, id, index) => `replace(${text}, '${id}', made${index})`, constant(part.text));
    case 'instant':
      return `starts_at + interval '${Date.parse(part.text) - Date.parse(example.start)} milliseconds'`;
    case 'date':
      return `date '${part.text}' + (starts_at::date - date '${example.start.slice(0, 10)}')`;
    case 'list':
      return `'{' || concat_ws(',', ${part.parts.map((item) => expressionOf(script, item, example, made)).join(', ')}) || '}'`;
    default:
      return part satisfies never;
  }
}

/** A pgbench script. Values go into variables: a colon within a literal would be taken for one. */
class Script {
  readonly lines: string[] = [];
  readonly definitions: string[] = [];

  define(name: string, value: string): void {
    this.definitions.push('-D', `${name}=${value}`);
  }

  constant(value: unknown): string {
    if (value === null || value === undefined) return 'null';
    if (value === '') return "''"; // -D wants a value
    const name = `c${this.definitions.length}`;
    this.define(
      name,
      Array.isArray(value) ? `{${value.join(',')}}` : `${value as string | number | boolean}`,
    );
    return `:${name}`;
  }

  add(text: string, variables: readonly string[]): void {
    this.lines.push(`${text.replace(/\$(\d+)/g, (_, number) => variables[Number(number) - 1]!)};`);
  }
}

async function pgbench(
  { directory, database_url, clients, seconds }: PgbenchOptions,
  script: Script,
): Promise<number> {
  const file = join(directory, 'script.sql');
  await writeFile(file, script.lines.join('\n'));
  const load = ['-n', '-M', 'prepared', '-j', '2', '-c', String(clients), '-T', String(seconds), '-f', file];
  const { stdout } = await run('pgbench', [...load, ...script.definitions, database_url]);
  return Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
}
