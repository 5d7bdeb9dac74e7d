import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../src/modules.ts';
import { healthRoutes } from '../src/platform/http/health.ts';
import { problemRoutes } from '../src/platform/http/problem-pages.ts';
import type { Route } from '../src/platform/http/route.ts';
import { ACTORS, accessTable, type ActorName } from './access-table.ts';
import { aWorld, type World } from './access-world.ts';
import { aForm } from './forms.ts';
import { openTestEtiba, type TestEtiba } from './harness.ts';
import { endingStreams } from './streams.ts';

// Z01: every route × every kind of actor has one expected status in one checked-in table.

const all: Route[] = [...healthRoutes, ...problemRoutes([]), ...Object.values(routes).flat()];
const keyOf = ({ method, url }: Route) => `${method} ${url}`;

let etiba: TestEtiba;
let outsiders: { name: string; access: string | undefined }[];

beforeAll(async () => {
  etiba = await openTestEtiba();
  etiba.clock.run(1);
  const unverified = await etiba.aPatient();
  await etiba.deps.db
    .updateTable('users')
    .set({ email_verified_at: null })
    .where('id', '=', unverified.user_id)
    .execute();
  const deactivated = await etiba.aPatient();
  await etiba.deps.db
    .updateTable('users')
    .set({ deactivated_at: '2026-01-01T00:00:00Z' })
    .where('id', '=', deactivated.user_id)
    .execute();
  outsiders = [
    { name: 'nobody', access: undefined },
    { name: 'somebody with a bad token', access: 'eyJhbGciOiJub25lIn0.e30.' },
    { name: 'an unverified person', access: unverified.access },
    { name: 'a deactivated person', access: deactivated.access },
  ];
});
afterAll(() => etiba?.close());

describe('the access table', () => {
  it('has a row for every route, and no other', () => {
    expect(Object.keys(accessTable).sort()).toEqual(all.map(keyOf).sort());
  });
});

describe.each(all.map((route) => [keyOf(route), route] as const))('%s', (key, route) => {
  const row = accessTable[key];
  if (!row) return;

  it('answers each kind of actor as the table says', async () => {
    const world = await aWorld(etiba);
    const seen: Partial<Record<ActorName, number>> = {};
    for (const actor of ACTORS) seen[actor] = await statusFor(world, route, actor);
    expect(seen).toEqual(Object.fromEntries(ACTORS.map((actor, index) => [actor, row.statuses[index]])));
  });

  it.runIf(route.spec.access !== 'public')('is closed to whoever is not signed in', async () => {
    const world = await aWorld(etiba);
    for (const { name, access } of outsiders) {
      const answer = await request(world, route, 'admin', access);
      expect({ name, status: answer.statusCode }).toEqual({ name, status: 401 });
    }
  });
});

function statusFor(world: World, route: Route, actor: ActorName): Promise<number> {
  return request(world, route, actor, world.people[actor].access).then((response) => response.statusCode);
}

function request(world: World, route: Route, actor: ActorName, access: string | undefined) {
  const { body, form, query } = accessTable[keyOf(route)]!;
  const url =
    route.url.replace(/:(\w+)/g, (_, name: string) => world.params[name] ?? `no-${name}`) +
    (query?.(world) ?? '');
  const sent = form && aForm(form());
  const payload = sent?.payload ?? body?.(world, actor);
  const answer = etiba.app.inject({
    method: route.method,
    url,
    headers: { ...sent?.headers, ...(access !== undefined && { authorization: `Bearer ${access}` }) },
    ...(payload !== undefined && { payload: payload as object }),
  });
  return endingStreams(etiba, answer);
}
