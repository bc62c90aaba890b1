import { afterAll, beforeAll, expect, it } from 'vitest';
import { agreeingPerson } from '../../../../test/support/gate-world.ts';
import { ASKED, type LeaseServer, type LeaseWorld, openLeaseWorld } from '../../../../test/support/lease-world.ts';
import { until } from '../../../../test/support/until.ts';

let world: LeaseWorld;
let [here, there]: [LeaseServer, LeaseServer] = [] as never;
beforeAll(async () => {
  world = await openLeaseWorld();
  [here, there] = [world.server(), world.server()];
});
afterAll(() => world.close());

/** A use that was recorded through a server, as a campaign's reservation is. */
async function reserved(server: LeaseServer, person: string): Promise<string> {
  const request = { ...ASKED, fields: ['mobile'] as const, persons: [person], by: 'test' };
  return (await server.act((tx) => server.gate.usePersons(tx, request))).use;
}

it('lets a no wait for a hand-off that is being decided on another server, so that none is decided after its acknowledgement', async () => {
  const person = await agreeingPerson(world);
  const use = await reserved(there, person);
  const events: string[] = [];
  let commit: () => void = () => undefined;
  const deciding = new Promise<void>((decided) => {
    void there
      .act(async (tx) => {
        const { permit } = await there.gate.redecide(tx, { use, persons: [person] });
        if (permit !== null) events.push('allowed');
        decided();
        await new Promise<void>((resolve) => {
          commit = resolve;
        });
        events.push('committing');
      })
      .then(() => events.push('committed'));
  });
  await deciding;
  const no = here.withdraw(person).then(() => events.push('acknowledged'));
  await until(async () => {
    const waiting = await world.act((tx) =>
      tx.query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"),
    );
    return waiting.length > 0;
  });
  commit();
  await no;
  expect(events.slice(0, 2)).toEqual(['allowed', 'committing']);
  expect(events).toContain('acknowledged');
});

it('refuses at hand-off in a transaction that began before the no was acknowledged', async () => {
  const person = await agreeingPerson(world);
  const use = await reserved(there, person);
  const refused = await there.act(async (tx) => {
    // Its snapshot, if it kept one, would be from before the no.
    await there.gate.consentState(tx, person, 'marketing');
    await here.withdraw(person);
    return there.gate.redecide(tx, { use, persons: [person] });
  });
  expect(refused.permit).toBeNull();
  expect([...refused.refused.keys()]).toEqual([person]);
});
