import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../../test/support/customers-world.ts';
import { type Act, act, definition, MARKETING, PEOPLE, REACHED, START } from '../../../../../test/support/live-acts.ts';
import { LIVE_TRAITS } from '../../../../../test/support/segment-trees.ts';
import { computeSql } from '../../computed/domain/compute-sql.ts';
import { upsertComputed } from '../../computed/store/computed-store.ts';
import { Analytics, toDuckValue } from '../../events/analytics.ts';
import { appendEvents, appendTraits, eraseEvents } from '../../events/event-log.ts';
import { matching, prepareTables } from '../compute-segment.ts';
import { computedConditions, type Definition, outsideKey } from '../domain/definition.ts';
import { readMembers } from '../store/member-store.ts';
import { type KeeperDeps, SegmentKeeper, type Whom } from './segment-keeper.ts';

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
  await world.act(async (tx) => {
    const saved = { name: { zh: '属性', en: 'Trait' }, activity: 'marketing', savedBy: 'staff:test' };
    for (const [code, spec] of Object.entries(LIVE_TRAITS))
      await upsertComputed(tx, { code, spec, ...saved, savedAt: new Date(START) });
  });
});
afterAll(() => world.close());

describe('live segments', () => {
  it('have at every step the people whom a computation over everything gives, whatever arrives in whatever order', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(definition, { minLength: 2, maxLength: 2 }),
        fc.array(act, { minLength: 5, maxLength: 40 }),
        async (trees, acts) => {
          run += 1;
          await new Play(run).of(trees, acts);
        },
      ),
      { numRuns: 30 },
    );
  }, 900_000);
});

/** The same tree over values that were computed, each only of whom its own activity may analyse. */
function byValues(tree: Definition): Definition {
  if ('computed' in tree) return { all: [tree, MARKETING] };
  if ('all' in tree) return { all: tree.all.map(byValues) };
  if ('any' in tree) return { any: tree.any.map(byValues) };
  return 'not' in tree ? { not: tree.not.map(byValues) } : tree;
}

const rowKeyOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

// One run: people of its own, segments of its own, a gate that answers what the run says.
class Play {
  readonly run: number;
  readonly #permitted = new Set<number>();
  readonly #reached = new Set<number>();
  readonly #gone = new Set<number>();
  readonly #analytics: Analytics;
  readonly #trees: Definition[] = [];
  readonly #heads = new Map<number, number>();
  #now = START;
  #tell: (whom: Whom) => void = () => undefined;
  #keeper: SegmentKeeper;
  recorded = new Set<number>();

  constructor(run: number) {
    this.run = run;
    this.#analytics = new Analytics(`${world.folder}/live-${run}.duckdb`);
    for (let each = 1; each <= PEOPLE; each += 1) if (each % 4 !== 0) this.#permitted.add(this.#own(each));
    this.#keeper = this.#open();
  }

  #own(each: number): number {
    return this.run * 100 + each;
  }

  #open(): SegmentKeeper {
    const gate = {
      decidePopulation: async (_tx: unknown, request: { activity: string; ordinals: Uint32Array | 'all' }) => {
        const yes = request.activity === 'marketing' ? this.#reached : this.#permitted;
        const asked =
          request.ordinals === 'all'
            ? [...Array(PEOPLE).keys()].map((each) => this.#own(each + 1))
            : [...request.ordinals];
        const allowed = Uint32Array.from(asked.filter((ordinal) => yes.has(ordinal))).sort();
        return { allowed, excluded: [{ count: asked.length - allowed.length }] };
      },
      employees: async () => [],
      recordPopulationUse: async (_tx: unknown, request: { allowed: Uint32Array }) => {
        for (const ordinal of request.allowed) this.recorded.add(ordinal);
        return {};
      },
    } as unknown as KeeperDeps['gate'];
    const { database } = world;
    const clock = { now: () => new Date(this.#now) };
    return new SegmentKeeper({
      database,
      clock,
      gate,
      analytics: this.#analytics,
      whenPermissionsChange: (listener) => {
        this.#tell = listener;
      },
    });
  }

  async of(trees: readonly Definition[], acts: readonly Act[]): Promise<void> {
    await world.act((tx) => tx.execute('delete from customers.segment'));
    await this.#nobodyKeeps();
    for (const [which, tree] of trees.entries()) await this.#save(which, tree);
    await this.#keep();
    for (const each of acts) await this.#do(each);
    await this.#keep();
    await this.#analytics.close();
  }

  async #save(which: number, tree: Definition): Promise<void> {
    this.#trees[which] = tree;
    const input = { code: `live-${which}`, name: { zh: '人群', en: 'Segment' }, definition: tree, by: 'staff:test' };
    await world.act((tx) => world.customers.saveSegment(tx, input));
    if (this.#trees.length < 2) return;
    const outer = { all: [{ segment: 'live-0' }, { not: [{ segment: 'live-1' }] }] };
    await world.act((tx) => world.customers.saveSegment(tx, { ...input, code: 'outer', definition: outer }));
  }

  // The right to write of a server that is gone has lapsed.
  async #nobodyKeeps(): Promise<void> {
    await world.act((tx) => tx.execute('delete from customers.segment_keeper'));
  }

  async #do(each: Act): Promise<void> {
    if (each.kind === 'keep') await this.#keep();
    else if (each.kind === 'everybody') this.#tell('everybody');
    else if (each.kind === 'wait') this.#now += each.seconds * 1000;
    else if (each.kind === 'crash') {
      this.#keeper = this.#open();
      await this.#nobodyKeeps();
    } else if (each.kind === 'save') await this.#save(each.which, each.definition);
    else await this.#happens(each, this.#own(each.person));
  }

  async #happens(each: Extract<Act, { person: number }>, ordinal: number): Promise<void> {
    if (this.#gone.has(ordinal)) return;
    const at = new Date(this.#now);
    if (each.kind === 'permission') {
      if (each.permitted) this.#permitted.add(ordinal);
      else this.#permitted.delete(ordinal);
      this.#tell([ordinal]);
    } else if (each.kind === 'reached') {
      if (each.permitted) this.#reached.add(ordinal);
      else this.#reached.delete(ordinal);
      this.#tell([ordinal]);
    } else if (each.kind === 'erase') {
      this.#gone.add(ordinal);
      this.#heads.delete(each.person);
      this.#permitted.delete(ordinal);
      this.#reached.delete(ordinal);
      await world.act((tx) => eraseEvents(tx, ordinal, at));
      this.#tell([ordinal]);
    } else if (each.kind === 'head') await this.#stand(each.person, each.head);
    else if (each.kind === 'trait')
      await world.act((tx) => appendTraits(tx, [{ ordinal, name: 'province', value: each.value }], at));
    else
      await world.act((tx) =>
        appendEvents(tx, [
          {
            ordinal,
            name: each.name,
            at: new Date(this.#now - each.secondsAgo * 1000),
            quantity: 1,
            amountFen: each.amount,
            properties: null,
            rowKey: each.key === 0 ? null : rowKeyOf(ordinal * 10 + each.key),
          },
        ]),
      );
  }

  // Whoever else has no head stands alone: what identity writes into the log when records join and part.
  async #stand(each: number, head: number): Promise<void> {
    if (head === 0 || this.#gone.has(this.#own(head))) this.#heads.delete(each);
    else for (const record of [each, head]) this.#heads.set(record, head);
    for (let record = 1; record <= PEOPLE; record += 1) {
      const others = [...this.#heads.values()].filter((other) => other === this.#heads.get(record)).length;
      const value = others > 1 ? String(this.#own(this.#heads.get(record) ?? 0)) : '';
      await world.act((tx) =>
        tx.execute(`insert into customers.event (ordinal, name, happened_at, value) values ($1, '$head', $2, $3)`, [
          this.#own(record),
          new Date(this.#now),
          value,
        ]),
      );
    }
  }

  // The values themselves, as the batch computes them: what is kept live works its conditions out without them.
  async #computeTraits(permitted: Uint32Array): Promise<void> {
    if (this.#trees.every((tree) => computedConditions(tree).length === 0)) return;
    await this.#analytics.exclusively(async (connection) => {
      const tables = { now: new Date(this.#now), ...(await prepareTables(connection, permitted)) };
      await connection.run('delete from computed');
      for (const [code, spec] of Object.entries(LIVE_TRAITS)) {
        const { sql, values } = computeSql(spec, tables);
        const insert = `insert into computed select ordinal, '${code}', number, word, timestamp '2026-11-11' from (${sql})`;
        await connection.run(insert, values.map(toDuckValue));
      }
    });
  }

  async #keep(): Promise<void> {
    await this.#keeper.step();
    const permitted = Uint32Array.from(this.#permitted).sort();
    const allowed = permitted.filter((ordinal) => this.#reached.has(ordinal));
    const reached = new Map([
      [outsideKey(REACHED), allowed],
      [outsideKey(MARKETING), allowed],
    ]);
    await this.#computeTraits(permitted);
    const [first, second] = this.#trees;
    if (first === undefined || second === undefined) throw new Error('no tree');
    const wanted: [string, Definition][] = this.#trees.map((tree, which) => [`live-${which}`, tree]);
    wanted.push(['outer', { all: [first, { not: [second] }] }]);
    for (const [code, tree] of wanted) {
      const now = new Date(this.#now);
      const found = [...(await matching(this.#analytics, byValues(tree), permitted, now, reached))];
      const row = await world.act((tx) => world.customers.segment(tx, code));
      const live = [...(this.#keeper.members(code, row.revision) ?? [])];
      expect(live, JSON.stringify(tree)).toEqual(found);
      const stored = await world.act((tx) => readMembers(tx, code));
      expect(stored.sort((left, right) => left - right)).toEqual(found);
    }
    for (const ordinal of permitted) expect(this.recorded.has(ordinal)).toBe(true);
  }
}
