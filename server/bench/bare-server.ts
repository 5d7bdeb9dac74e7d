/**
 * What Etiba is measured against: a Fastify handler that does the same SQL on the same kind of pool and nothing else,
 * no sign-in, no validation, no rules. `node bare-server.ts <plan.json>`; prints its port.
 */
import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import { openDatabase } from '../src/platform/database.ts';
import { fill, partOf, type Recording } from './recorded-sql.ts';
import { patientIdOf, visitId, type Wish } from './world.ts';

/** Beside the recordings, the wish that was the example of each. */
export interface BarePlan {
  database_url: string;
  pool_size: number;
  example: Wish;
  recordings: Record<'read' | 'list' | 'availability' | 'book', Recording>;
}

const { database_url, pool_size, example, recordings } = JSON.parse(
  readFileSync(process.argv[2]!, 'utf8'),
) as BarePlan;
const { pool } = openDatabase(database_url, pool_size, () => {});
const app = Fastify();

/** Ids of the example give way to those asked for; without any, the example is read again. */
function reader({ statements }: Recording, ...exampleIds: string[]) {
  return async (...ids: string[]) => {
    const instead = new Map<unknown, string>(exampleIds.map((id, index) => [id, ids[index]!]));
    const answers = statements.map(({ text, values }) =>
      pool.query(
        text,
        values.map((value) => instead.get(value) ?? value),
      ),
    );
    return (await Promise.all(answers)).map(({ rows }) => rows as unknown[]);
  };
}

const readVisit = reader(recordings.read, visitId(0), patientIdOf(0));
app.get<{ Params: { visit_id: string; patient_id: string } }>(
  '/read/:visit_id/:patient_id',
  async ({ params }) => {
    const [[visit]] = (await readVisit(params.visit_id, params.patient_id)) as [unknown[]];
    if (!visit) throw new Error('no such visit');
    return visit;
  },
);

const listDoctors = reader(recordings.list);
app.get('/list', () => listDoctors());

const readDay = reader(recordings.availability);
app.get('/availability', () => readDay());

const { made, statements } = recordings.book;
const booking = statements.map(({ text, values }) => ({
  text,
  parts: values.map((value) => partOf(value, example, made)),
}));
app.post<{ Body: Wish }>('/book', async ({ body: wish }, reply) => {
  const ids = new Map(made.map((id) => [id, randomUUIDv7()]));
  const client = await pool.connect();
  try {
    let rows: unknown[] = [];
    for (const { text, parts } of booking) {
      const values = parts.map((part) => fill(part, example, wish, ids));
      const answer = await client.query(text, values);
      if (text !== 'commit') rows = answer.rows as unknown[];
    }
    reply.code(201);
    return rows;
  } finally {
    client.release();
  }
});

console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
