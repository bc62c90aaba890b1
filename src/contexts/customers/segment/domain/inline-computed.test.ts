import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeSql } from '../../computed/domain/compute-sql.ts';
import { type ComputedSpec, LIFE_STAGES } from '../../computed/domain/computed-spec.ts';
import { Analytics, toDuckValue } from '../../events/analytics.ts';
import { matching, prepareTables } from '../compute-segment.ts';
import { type ComputedCondition, outsideKey } from './definition.ts';
import { inlineComputed } from './inline-computed.ts';
import { modeOf } from './mode.ts';

const NOW = new Date('2026-11-11T12:00:00Z');
const DAY_MS = 86_400_000;
const PEOPLE = 12;
const MARKETING = { permission: { activity: 'marketing' } } as const;

let folder: string;
let analytics: Analytics;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zhinuo-inline-'));
  analytics = new Analytics(join(folder, 'events.duckdb'));
});
afterAll(async () => {
  await analytics.close();
  rmSync(folder, { recursive: true, force: true });
});

const event = 'purchase';
const days = fc.constantFrom(1, 2, 7, 30);
const spec: fc.Arbitrary<ComputedSpec> = fc.oneof(
  fc.record({ kind: fc.constantFrom('count' as const, 'sum' as const), event: fc.constant(event) }),
  fc.record({
    kind: fc.constantFrom('count' as const, 'sum' as const),
    event: fc.constant(event),
    withinDays: days,
  }),
  fc.record({ kind: fc.constantFrom('first' as const, 'last' as const), event: fc.constant(event) }),
  fc.record({
    kind: fc.constant('rfm' as const),
    event: fc.constant(event),
    withinDays: days,
    measure: fc.constantFrom('recency' as const, 'frequency' as const, 'amount' as const),
  }),
  fc.record({
    kind: fc.constant('life-stage' as const),
    event: fc.constant(event),
    newDays: fc.constantFrom(1, 3, 40),
    activeDays: fc.constantFrom(2, 7),
    sleepingDays: fc.constantFrom(8, 30),
  }),
);
const bound = fc.constantFrom(-1, 0, 0.5, 1, 2, 2.5, 3, 6, 7, 100, 300);
const bounds: fc.Arbitrary<Omit<ComputedCondition['computed'], 'code'>> = fc.oneof(
  fc.record({ atLeast: bound }),
  fc.record({ atMost: bound }),
  fc.record({ atLeast: bound, atMost: bound }),
  fc.record({ in: fc.subarray([...LIFE_STAGES], { minLength: 1 }) }),
  fc.record({ in: fc.constant(['new']), atLeast: bound }),
);
const happened = fc.record({
  who: fc.integer({ min: 1, max: PEOPLE }),
  daysAgo: fc.constantFrom(0, 1, 2, 3, 6, 7, 8, 29, 30, 40),
  amount: fc.constantFrom(null, 100, 200),
});

describe('a condition on a computed trait', () => {
  it('holds for those whose value lies within its bounds, worked out without the value', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(spec, bounds, fc.array(happened, { maxLength: 40 }), async (trait, given, events) => {
        run += 1;
        const own = (who: number) => run * 100 + who;
        const people = Uint32Array.from({ length: PEOPLE }, (_, place) => own(place + 1));
        await analytics.exclusively(async (connection) => {
          for (const { who, daysAgo, amount } of events)
            await connection.run('insert into event values ($1, $2, $3, 1, $4)', [
              own(who),
              event,
              toDuckValue(new Date(NOW.getTime() - daysAgo * DAY_MS)),
              amount === null ? null : BigInt(amount),
            ]);
        });
        const expected = await analytics.connected(async (connection) => {
          const { sql, values } = computeSql(trait, { now: NOW, ...(await prepareTables(connection, people)) });
          const rows = await connection.runAndReadAll(sql, values.map(toDuckValue));
          return rows
            .getRows()
            .filter(([, number, word]) => {
              if (given.in !== undefined && !(word !== null && given.in.includes(String(word)))) return false;
              if (given.atLeast === undefined && given.atMost === undefined) return true;
              const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = given;
              return number !== null && Number(number) >= atLeast && Number(number) <= atMost;
            })
            .map(([ordinal]) => Number(ordinal))
            .sort((left, right) => left - right);
        });
        const whole = inlineComputed({ computed: { code: 'trait', ...given } }, () => ({
          spec: trait,
          activity: 'marketing',
        }));
        const permitted = people.filter((ordinal) => ordinal % 4 !== 0);
        const outside = new Map([[outsideKey(MARKETING), permitted]]);
        const found = await matching(analytics, whole, people, NOW, outside);
        expect([...found]).toEqual(expected.filter((ordinal) => permitted.includes(ordinal)));
      }),
      { numRuns: 120 },
    );
  });

  it('is live unless it compares people or asks for a favourite, and holds for nobody once the trait is gone', () => {
    const rules: readonly (readonly [ComputedSpec, 'live' | 'refreshed'])[] = [
      [{ kind: 'count', event }, 'live'],
      [{ kind: 'last', event }, 'live'],
      [{ kind: 'life-stage', event, newDays: 1, activeDays: 2, sleepingDays: 3 }, 'live'],
      [{ kind: 'rfm', event, withinDays: 30, measure: 'amount' }, 'refreshed'],
      [{ kind: 'favourite', event, of: 'weekday' }, 'refreshed'],
    ];
    for (const [rule, mode] of rules) {
      const tree = { any: [{ not: [{ computed: { code: 'trait', atLeast: 1 } }] }] };
      expect(modeOf(inlineComputed(tree, () => ({ spec: rule, activity: 'marketing' })))).toBe(mode);
    }
    expect(inlineComputed({ computed: { code: 'gone', atLeast: 1 } }, () => undefined)).toEqual({ any: [] });
  });
});
