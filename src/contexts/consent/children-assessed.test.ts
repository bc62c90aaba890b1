import { afterAll, beforeAll, expect, it } from 'vitest';
import { memberOfClub } from '../../../test/support/club-members.ts';
import { type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { openKidsClub } from '../../../test/support/kids-club.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
  world.clock.set(new Date('2026-11-22T04:00:00Z'));
  await world.act((tx) => openKidsClub(world.register, tx));
});
afterAll(() => world.close());

it('denies what rules for children tell until it is assessed, though the activity declares nothing of minors', async () => {
  const { child } = await memberOfClub(world);
  const verdict = () =>
    world.act((tx) =>
      world.gate.decide(tx, { activity: 'kids-club', operation: 'use', fields: ['name'], person: child }),
    );
  const assessed = (state: 'approved' | 'expired') =>
    world.act((tx) =>
      world.register.setAssessmentState(tx, {
        activity: 'kids-club',
        state,
        documentName: 'PIPIA-1',
        documentHash: 'ab'.repeat(32),
        by: 'staff:dpo',
      }),
    );
  await assessed('expired');
  const { outcome, reasons } = await verdict();
  expect([outcome, reasons.map(({ code }) => code)]).toEqual(['deny', ['assessment.missing']]);
  await assessed('approved');
  expect((await verdict()).outcome).toBe('allow');
});
