import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../../test/support/customers-world.ts';
import {
  eventLeaf,
  rfmLeaf,
  SPOKEN_OF,
  sequenceLeaf,
  tagLeaf,
  traitLeaf,
  treesOf,
} from '../../../../../test/support/segment-trees.ts';
import type { Tx } from '../../../../platform/database/index.ts';
import { Analytics } from '../../events/analytics.ts';
import { appendEvents, appendHeads, appendTags, appendTraits, eraseEvents } from '../../events/event-log.ts';
import { moveEvents } from '../../events/move-events.ts';
import { matching } from '../compute-segment.ts';
import { type Definition, outsideKey } from '../domain/definition.ts';
import { ClickhouseClient, ClickhouseError } from './clickhouse-client.ts';
import { ClickhouseStore } from './clickhouse-store.ts';
import { compileClickhouse } from './compile-clickhouse.ts';

const NOW = new Date('2026-11-11T12:00:00Z');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REAL = process.env['ZHINUO_TEST_CLICKHOUSE_URL'];

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
});
afterAll(() => world.close());

const TEXTS = [
  "it's",
  'a\\tb',
  '\\',
  '\\N',
  '"双引号"',
  '茶 🍵',
  '%s{p1:String}',
  'null',
  '--',
  '\u3000全角',
  '{}',
  '茶$1',
];
const PEOPLE = Array.from({ length: 12 }, (_, index) => index + 1);

type Answered = Extract<Definition, { permission: unknown } | { field: unknown }>;
const COMPUTED = { computed: { code: 'favourite', in: ['茶'] } } as const;
type Happening =
  | { kind: 'event'; person: number; name: string; agoMs: number; amountFen: number | null }
  | { kind: 'trait'; person: number; value: string }
  | { kind: 'tag'; person: number; value: string }
  | { kind: 'stands'; person: number; head: number | null }
  | { kind: 'erased'; person: number };
const person = fc.constantFrom(...PEOPLE);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('event' as const),
      person,
      name: fc.constantFrom(...SPOKEN_OF.events),
      // Days, and a moment to either side of Shanghai's midnights (20 hours before).
      agoMs: fc
        .tuple(fc.constantFrom(-1, 0, 1, 6, 7, 89, 90, 400), fc.constantFrom(0, 1, 20 * HOUR_MS, 20 * HOUR_MS + 1))
        .map(([days, more]) => days * DAY_MS + more),
      amountFen: fc.constantFrom(null, -300, 0, 100, 500),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('trait' as const),
      person,
      value: fc.constantFrom('', ...SPOKEN_OF.provinces),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('tag' as const), person, value: fc.constantFrom(...SPOKEN_OF.tags) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('stands' as const), person, head: fc.constantFrom(null, 1, 2, 3) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('erased' as const), person }) },
);

// Needs a ClickHouse, which is no npm package: run with ZHINUO_TEST_CLICKHOUSE_URL, an empty database of its own.
const TREES_A_RUN = 6;
const answered: readonly Answered[] = [
  { permission: { activity: 'marketing', channel: 'sms' } },
  { field: { name: 'birth_date', months: [11] } },
];
const tree = treesOf(
  eventLeaf,
  eventLeaf,
  sequenceLeaf,
  rfmLeaf,
  traitLeaf,
  tagLeaf,
  fc.constantFrom(COMPUTED, ...answered),
);
describe('the statement of a random tree', () => {
  it('holds no value of the tree, and a place for each parameter', () => {
    const outside = new Map([COMPUTED, ...answered].map((each, place) => [outsideKey(each), `outside_${place}`]));
    const tables = { events: 'e', traits: 't', population: 'p', outside };
    fc.assert(
      fc.property(tree, (definition) => {
        const { sql, parameters } = compileClickhouse(definition, NOW, tables);
        const places = [...sql.matchAll(/\{(p\d+):[^}]+\}/g)].map(([, name]) => name);
        expect(places.toSorted()).toEqual(Object.keys(parameters).toSorted());
        for (const text of [...SPOKEN_OF.events, ...SPOKEN_OF.provinces, ...SPOKEN_OF.tags])
          expect(sql).not.toContain(text);
      }),
    );
  });
});

const onRealOne = (work: () => void) => (REAL === undefined ? undefined : describe('a real ClickHouse', work));
onRealOne(() => {
  it('gives the same people as DuckDB for random trees over random people, before and after more has happened', async () => {
    const analytics = new Analytics(`${world.folder}/beside-clickhouse.duckdb`);
    const store = new ClickhouseStore(REAL ?? '', world.database);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(happening, { maxLength: 40 }), { minLength: 1, maxLength: 2 }),
        fc.array(tree, { minLength: TREES_A_RUN, maxLength: TREES_A_RUN }),
        fc.array(fc.subarray([...PEOPLE]), { minLength: 3, maxLength: 3 }),
        fc.subarray([...PEOPLE]),
        async (times, trees, sets, permitted) => {
          run += 1;
          const own = (ordinals: readonly number[]) => Uint32Array.from(ordinals, (each) => run * 100 + each).sort();
          const outside = new Map(answered.map((each, place) => [outsideKey(each), own(sets[place] ?? [])]));
          for (const happened of times) {
            for (const each of happened) await world.act((tx) => happens(tx, each, run * 100));
            await moveEvents({ database: world.database, analytics });
            await store.feed();
            await favours(analytics, own(sets[2] ?? []));
            const favoured = await matching(analytics, COMPUTED, own(permitted), NOW);
            const known = new Map([...outside, [outsideKey(COMPUTED), favoured]]);
            for (const each of trees) {
              const expected = await matching(analytics, each, own(permitted), NOW, outside);
              const found = await store.matching(each, own(permitted), NOW, known);
              expect([...found], JSON.stringify(each)).toEqual([...expected]);
            }
          }
        },
      ),
      { numRuns: Number(process.env['ZHINUO_TEST_CLICKHOUSE_RUNS'] ?? 30) },
    );
    await analytics.close();
  }, 3_600_000);

  it('takes every text for what it is, and no time for another', async () => {
    const analytics = new Analytics(`${world.folder}/texts-beside-clickhouse.duckdb`);
    const store = new ClickhouseStore(REAL ?? '', world.database);
    const ats = [
      '1969-12-31T23:59:59.999Z',
      '1970-01-01T00:00:00Z',
      '2026-08-13T15:59:59.999Z',
      '2099-12-31T00:00:00Z',
    ];
    for (const [place, value] of TEXTS.entries()) {
      const ordinal = 9_000_001 + place;
      await world.act((tx) => appendTraits(tx, [{ ordinal, name: 'province', value }], NOW));
      for (const at of ats)
        await world.act((tx) => append(tx, { ordinal, name: value, at: new Date(at), amountFen: null }));
    }
    await moveEvents({ database: world.database, analytics });
    await store.feed();
    const all = Uint32Array.from(TEXTS, (_, place) => 9_000_001 + place);
    for (const [place, value] of TEXTS.entries()) {
      const trees: Definition[] = [
        { trait: { name: 'province', in: [value] } },
        { event: { name: value, atLeast: 4 } },
        {
          all: [
            { event: { name: value, atLeast: 1, withinDays: 90 } },
            { event: { name: value, atLeast: 1, atMost: 1, withinDays: 90 } },
          ],
        },
      ];
      for (const each of trees) {
        expect([...(await matching(analytics, each, all, NOW))], JSON.stringify(each)).toEqual([9_000_001 + place]);
        expect([...(await store.matching(each, all, NOW))], JSON.stringify(each)).toEqual([9_000_001 + place]);
      }
    }
    await analytics.close();
  }, 600_000);

  it('reads nobody when a statement fails on its way', async () => {
    const client = new ClickhouseClient(REAL ?? '');
    const late = "select toUInt32(throwIf(number = 900000, 'too late')) from numbers(1000000)";
    await expect(client.column(late)).rejects.toThrow(ClickhouseError);
  });
});

async function happens(tx: Tx, each: Happening, base: number): Promise<void> {
  const ordinal = base + each.person;
  if (each.kind === 'erased') await eraseEvents(tx, ordinal, NOW);
  else if (each.kind === 'trait') await appendTraits(tx, [{ ordinal, name: 'province', value: each.value }], NOW);
  else if (each.kind === 'stands')
    await appendHeads(tx, [{ ordinal, head: each.head === null ? null : base + each.head }], NOW);
  else if (each.kind === 'tag') await appendTags(tx, { code: each.value, given: [ordinal], taken: [ordinal + 1] }, NOW);
  else {
    const { name, amountFen } = each;
    await append(tx, { ordinal, name, at: new Date(NOW.getTime() - each.agoMs), amountFen });
  }
}

// Computed traits stand in DuckDB alone; an erasure there takes them away.
async function favours(analytics: Analytics, people: Uint32Array): Promise<void> {
  await analytics.exclusively(async (connection) => {
    await connection.run('delete from computed');
    for (const ordinal of people)
      await connection.run("insert into computed values ($1, 'favourite', null, '茶', now()::timestamp)", [ordinal]);
  });
}

async function append(
  tx: Tx,
  event: { ordinal: number; name: string; at: Date; amountFen: number | null },
): Promise<void> {
  await appendEvents(tx, [{ ...event, quantity: 1, properties: null, rowKey: null }]);
}
