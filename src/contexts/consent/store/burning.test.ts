import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GateWorld, openGateWorld } from '../../../../test/support/gate-world.ts';
import { burningParts } from './presentations.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

it('burns nonces without walking the index of presentations that were never answered', async () => {
  const plan = await world.act(async (tx) => {
    await tx.execute('set local plan_cache_mode = force_generic_plan');
    const { parts, once } = burningParts(0).stored;
    await tx.execute(`prepare burning as with ${parts} select ${once}`);
    const rows = await tx.query<{ 'QUERY PLAN': string }>("explain execute burning (now(), '{}')");
    await tx.execute('deallocate burning');
    return rows;
  });
  const lines = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(lines).toContain('presentation_pkey');
  expect(lines).not.toContain('presentation_unanswered');
});
