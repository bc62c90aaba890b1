import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GateWorld, openGateWorld } from '../../../../test/support/gate-world.ts';
import { burningStatement } from './presentations.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

it('burns nonces without walking the index of presentations that were never answered', async () => {
  const plan = await world.act((tx) =>
    tx.query<{ 'QUERY PLAN': string }>(`explain (generic_plan) ${burningStatement(0)}`),
  );
  const lines = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(lines).toContain('presentation_pkey');
  expect(lines).not.toContain('presentation_unanswered');
});
