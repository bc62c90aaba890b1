import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPerson, record, yes } from '../../../../test/support/answering.ts';
import { type GateWorld, openGateWorld } from '../../../../test/support/gate-world.ts';
import { rateTable, type TouchCount } from './rate-cells.ts';
import { newcombe, wilson } from './wilson.ts';

const DAY = 86_400_000;

describe('honest intervals', () => {
  it('are those of Wilson, also at the edges', () => {
    // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    const rounded = (hits: number, of: number) => {
      const interval = wilson(hits, of);
      return [interval?.low.toFixed(4), interval?.high.toFixed(4)];
    };
    expect(rounded(81, 263)).toEqual(['0.2553', '0.3662']);
    expect(rounded(15, 148)).toEqual(['0.0624', '0.1605']);
    expect(rounded(0, 20)).toEqual(['0.0000', '0.1611']);
    expect(rounded(1, 29)).toEqual(['0.0061', '0.1718']);
    expect(wilson(0, 0)).toBeNull();
  });

  it('of a difference are those of Newcombe', () => {
    // Newcombe 1998 (interval estimation for the difference), method 10: 56/70 less 48/80.
    const interval = newcombe({ hits: 48, of: 80 }, { hits: 56, of: 70 });
    expect([interval?.low.toFixed(4), interval?.high.toFixed(4)]).toEqual(['0.0524', '0.3339']);
  });
});

describe('cells of too few people', () => {
  const cell = (key: string, people: number): TouchCount => ({
    ...{ key, people, shown: people * 2, granted: people - 1, refused: 1, withdrawn: 1, settled: 0, withdrawnSoon: 0 },
  });

  it('are put together where that is enough, and are in no total where it is not', () => {
    const together = rateTable([cell('a', 30), cell('b', 6), cell('c', 7)]);
    expect(together.cells.map(({ key }) => key)).toEqual(['a']);
    expect([together.small?.people, together.suppressed, together.total.people]).toEqual([13, 2, 43]);
    const alone = rateTable([cell('a', 30), cell('b', 9)]);
    expect([alone.small, alone.suppressed, alone.total.people]).toEqual([null, 1, 30]);
    const few = rateTable([cell('a', 30), cell('b', 4), cell('c', 5)]);
    expect([few.small, few.total.people, few.total.granted]).toEqual([null, 30, 29]);
  });
});

describe('rates out of the gate’s own rows', () => {
  let world: GateWorld;

  beforeAll(async () => {
    world = await openGateWorld();
    for (const [surface, granted, refused] of [
      ['form:autumn', 12, 3],
      ['site:shop/banner', 6, 14],
      ['agent:autumn', 1, 1],
    ] as const) {
      for (let n = 0; n < granted + refused; n += 1) {
        const person = await newPerson(world);
        const shown = await present(surface, { person }, n % 2 === 0 ? 'try/a' : 'try/b');
        // On two channels, which is one yes.
        if (n < granted)
          await record(world, yes(person, shown, { channel: 'sms' }), yes(person, shown, { channel: 'email' }));
        else await record(world, yes(person, shown, { answer: 'refused' }));
        if (surface === 'form:autumn' && n < 2)
          await world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'privacy-centre' }));
      }
    }
  });
  afterAll(() => world.close());

  function present(surface: string, to: { person: string } | { session: string }, wording?: string) {
    const shown = wording === undefined ? {} : { wording: { id: wording, hash: 'ab'.repeat(32) } };
    return world.act((tx) =>
      world.gate.present(tx, {
        ...{ notice: 'privacy', activities: ['order-delivery', 'marketing'], surface, locale: 'zh-CN' },
        ...to,
        ...shown,
      }),
    );
  }

  const rates = (by: 'touchpoint' | 'version' | 'wording' | 'week' | 'activity') =>
    world.act((tx) => world.gate.consentRates(tx, { by }));

  it('count each touchpoint, and put no total beside a cell that is left out', async () => {
    const { cells, small, suppressed, total } = await rates('touchpoint');
    expect(cells.map(({ key, granted, refused, withdrawn }) => [key, granted, refused, withdrawn])).toEqual([
      ['form:autumn', 12, 3, 2],
      ['site:shop/banner', 6, 14, 0],
    ]);
    expect(cells[0]?.consent?.share).toBeCloseTo(0.8);
    expect(cells[0]?.consent?.low).toBeLessThan(0.8);
    expect(cells[0]?.withdrawal?.share).toBeCloseTo(2 / 12);
    expect([small, suppressed, total.granted, total.people]).toEqual([null, 1, 18, 35]);
  });

  it('count by version, wording, week and activity; only what rests on consent is asked about', async () => {
    expect((await rates('version')).cells.map(({ key, people }) => [key, people])).toEqual([['privacy/1', 37]]);
    expect((await rates('wording')).cells.map(({ key, people }) => [key, people])).toEqual([
      ['try/a', 19],
      ['try/b', 18],
    ]);
    expect((await rates('week')).cells.length).toBe(1);
    expect((await rates('activity')).cells.map(({ key }) => key)).toEqual(['marketing']);
  });

  it('keep count of presentations that nobody answered when these are forgotten, and none of them while it can be answered', async () => {
    for (let n = 0; n < 5; n += 1) await present('form:autumn', { session: randomUUID() });
    expect((await rates('touchpoint')).cells[0]?.shown).toBe(15);
    await world.act((tx) => world.gate.storeShown(tx));
    expect((await rates('touchpoint')).cells[0]?.shown).toBe(15);
    const people = [await newPerson(world), await newPerson(world)];
    for (const person of people) await present('form:autumn', { person });
    world.clock.advance(DAY + 3_600_000);
    expect((await rates('touchpoint')).cells[0]?.shown).toBe(22);
    world.clock.advance(DAY);
    await present('form:autumn', { person: people[0] ?? '' });
    const kept = await world.database.pool.query(`select sum(count)::int as n from consent.unanswered`);
    expect(kept.rows[0]).toEqual({ n: 2 });
    expect((await rates('touchpoint')).cells[0]).toMatchObject({ shown: 22, granted: 12 });
  });

  it('tell trust as the share of answers that end in a standing yes', async () => {
    const now = await world.act((tx) => world.gate.trustOverTime(tx, {}));
    expect(now.weeks.at(-1)).toMatchObject({ answered: 37, standing: 17 });
    expect(now.weeks.at(-1)?.trust?.share).toBeCloseTo(17 / 37);
    // An objection ends the standing of a yes; a refusal again changes nothing; a new yes raises it.
    const person = await newPerson(world);
    await record(world, yes(person, await present('form:autumn', { person })));
    const raised = await world.act((tx) => world.gate.trustOverTime(tx, {}));
    expect(raised.weeks.at(-1)).toMatchObject({ answered: 38, standing: 18 });
    world.clock.advance(1000);
    await world.act((tx) => world.gate.object(tx, { person, kind: 'unsubscribe', channel: 'sms', by: 'reply' }));
    const fallen = await world.act((tx) => world.gate.trustOverTime(tx, {}));
    expect(fallen.weeks.at(-1)).toMatchObject({ answered: 38, standing: 17 });
  });

  it('leave out who was erased', async () => {
    const before = (await rates('touchpoint')).total.people;
    const { rows } = await world.database.pool.query<{ person: string }>(
      `select s.person from consent.subject s join consent.standing d using (ordinal) where d.source = 'site:shop/banner' limit 1`,
    );
    await world.database.pool.query('update consent.subject set closed_at = now() where person = $1', [
      rows[0]?.person,
    ]);
    expect((await rates('touchpoint')).total.people).toBe(before - 1);
  });

  it('name every way by which a no has come', async () => {
    const ways = await world.act((tx) => world.gate.noWays(tx));
    expect(ways.map(({ way, count }) => [way, count])).toEqual([
      ['site/banner', 14],
      ['answer/form', 3],
      ['privacy-centre', 2],
      ['answer/agent', 1],
      ['reply', 1],
    ]);
  });

  it('refuse days that can’t be counted', async () => {
    const of = (from: string, to: string) =>
      world.act((tx) => world.gate.consentRates(tx, { by: 'week', from, to })).catch((error: unknown) => error);
    expect(await of('2026-02-01', '2026-01-01')).toMatchObject({ code: 'consent.range' });
    expect(await of('2020-01-01', '2026-01-01')).toMatchObject({ code: 'consent.range' });
  });
});
