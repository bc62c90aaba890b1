import fc from 'fast-check';
import type { Definition } from '../../src/contexts/customers/segment/domain/definition.ts';
import { computedLeaf, eventLeaf, SPOKEN_OF, traitLeaf, treesOf } from './segment-trees.ts';

/** When it begins: half a minute before midnight in Shanghai. */
export const START = new Date('2026-11-11T15:59:30Z').getTime();
/** How many people there are. */
export const PEOPLE = 8;

/** A condition that the gate answers. */
export const REACHED = { permission: { activity: 'marketing', channel: 'sms' } } as const;
/** Under which activity the traits are computed. */
export const MARKETING = { permission: { activity: 'marketing' } } as const;
/** Any tree that can be kept live. */
export const definition = treesOf(eventLeaf, traitLeaf, computedLeaf, fc.constant(REACHED));

const person = fc.integer({ min: 1, max: PEOPLE });
/** Something that happens while segments are kept. */
export type Act =
  | { kind: 'event'; person: number; name: string; secondsAgo: number; amount: number | null; key: number }
  | { kind: 'trait'; person: number; value: string }
  | { kind: 'erase'; person: number }
  | { kind: 'permission'; person: number; permitted: boolean }
  | { kind: 'reached'; person: number; permitted: boolean }
  | { kind: 'head'; person: number; head: number }
  | { kind: 'wait'; seconds: number }
  | { kind: 'everybody' }
  | { kind: 'keep' }
  | { kind: 'crash' }
  | { kind: 'save'; which: number; definition: Definition };
const border = fc.constantFrom(
  0,
  1,
  29,
  30,
  31,
  86_399,
  86_400,
  86_430,
  2 * 86_400,
  6 * 86_400 + 31,
  7 * 86_400,
  89 * 86_400 + 30,
  90 * 86_400,
  -60,
  -90_000,
  400 * 86_400,
);
/** Anything that happens. */
export const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('event' as const),
      person,
      name: fc.constantFrom('purchase', 'visit'),
      secondsAgo: border,
      amount: fc.constantFrom(null, 100, 500),
      // 0: without a key; the others come again, with whatever else then.
      key: fc.constantFrom(0, 0, 1, 2),
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
    arbitrary: fc.record({ kind: fc.constant('head' as const), person, head: fc.integer({ min: 0, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('erase' as const), person }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('permission' as const), person, permitted: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('reached' as const), person, permitted: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 30, 3600, 86_400, 7 * 86_400),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'everybody' as const }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'keep' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('save' as const), which: fc.integer({ min: 0, max: 1 }), definition }),
  },
);
