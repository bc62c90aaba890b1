import fc from 'fast-check';
import { type ComputedSpec, LIFE_STAGES } from '../../src/contexts/customers/computed/domain/computed-spec.ts';
import type {
  ComputedCondition,
  Definition,
  EventCondition,
  SequenceCondition,
} from '../../src/contexts/customers/segment/domain/definition.ts';

/** The events, provinces and tags that random trees speak of. */
export const SPOKEN_OF = {
  events: ['purchase', 'visit'],
  provinces: ['广东', '北京', '上海'],
  tags: ['vip', 'asked'],
} as const;

const DAYS = fc.constantFrom(1, 2, 7, 90);
const name = fc.constantFrom(...SPOKEN_OF.events);

/** Any condition on counts, sums, first and last, with windows. */
export const eventLeaf: fc.Arbitrary<EventCondition> = fc
  .record(
    {
      name,
      atLeast: fc.integer({ min: 1, max: 3 }),
      withinDays: DAYS,
      minAmount: fc.constantFrom(1, 500),
      atMost: fc.constantFrom(1, 2),
      sumAtLeast: fc.constantFrom(200, 1000),
      sumAtMost: fc.constantFrom(100, 600),
      firstWithinDays: DAYS,
      notSinceDays: DAYS,
    },
    { requiredKeys: ['name', 'atLeast'] },
  )
  // Bounds the wrong way round are refused when they are saved.
  .filter(({ atLeast, atMost = atLeast, sumAtLeast = 0, sumAtMost = sumAtLeast }) => {
    return atLeast <= atMost && sumAtLeast <= sumAtMost;
  })
  .map((event) => ({ event }));

/** Any condition on the province. */
export const traitLeaf: fc.Arbitrary<Definition> = fc
  .subarray([...SPOKEN_OF.provinces], { minLength: 1 })
  .map((values) => ({ trait: { name: 'province' as const, in: values } }));

/** Any sequence of two to five steps. */
export const sequenceLeaf: fc.Arbitrary<SequenceCondition> = fc
  .record(
    {
      steps: fc.array(name, { minLength: 2, maxLength: 5 }),
      withinDays: fc.constantFrom(1, 6, 83, 90),
      startedWithinDays: fc.constantFrom(7, 90),
    },
    { requiredKeys: ['steps', 'withinDays'] },
  )
  .map((sequence) => ({ sequence }));

const some = fc.subarray([1, 2, 3, 4, 5], { minLength: 1 });

/** Any condition on fifths. */
export const rfmLeaf: fc.Arbitrary<Definition> = fc
  .tuple(
    fc.record({ name, withinDays: fc.constantFrom(7, 90, 365) }),
    fc.oneof(
      fc.record({ recency: some }),
      fc.record({ frequency: some, amount: some }),
      fc.record({ recency: some, frequency: some, amount: some }),
    ),
  )
  .map(([of, measures]) => ({ rfm: { ...of, ...measures } }));

/** Any condition on a tag. */
export const tagLeaf: fc.Arbitrary<Definition> = fc.constantFrom(...SPOKEN_OF.tags).map((tag) => ({ tag }));

/** Computed traits that can be live, of each kind. */
export const LIVE_TRAITS = {
  often: { kind: 'count', event: 'purchase', withinDays: 7 },
  ever: { kind: 'count', event: 'visit' },
  spent: { kind: 'sum', event: 'purchase', withinDays: 90 },
  since: { kind: 'first', event: 'purchase' },
  latest: { kind: 'last', event: 'visit' },
  stage: { kind: 'life-stage', event: 'purchase', newDays: 2, activeDays: 7, sleepingDays: 90 },
} as const satisfies Readonly<Record<string, ComputedSpec>>;

const bound = fc.constantFrom(-1, 0, 0.5, 1, 2, 6, 7, 90, 200, 600);

/** Any condition on a computed trait that can be live, also such as hold for nobody. */
export const computedLeaf: fc.Arbitrary<ComputedCondition> = fc
  .tuple(
    fc.constantFrom(...(Object.keys(LIVE_TRAITS) as (keyof typeof LIVE_TRAITS)[])),
    fc.oneof(
      fc.record({ atLeast: bound }),
      fc.record({ atMost: bound }),
      fc.record({ atLeast: bound, atMost: bound }).filter(({ atLeast, atMost }) => atLeast <= atMost),
      fc.record({ in: fc.subarray([...LIFE_STAGES], { minLength: 1 }) }),
    ),
    fc.subarray([...LIFE_STAGES], { minLength: 1 }),
  )
  // A stage is asked for by its words, mostly, and a number by its bounds.
  .map(([code, bounds, words]) => ({
    computed: { code, ...(code === 'stage' && 'atLeast' in bounds ? { in: words } : bounds) },
  }));

/** Trees over these conditions, of at most five levels. */
export function treesOf(...leaves: readonly fc.Arbitrary<Definition>[]): fc.Arbitrary<Definition> {
  const leaf = fc.oneof(...leaves);
  const level = (inner: fc.Arbitrary<Definition>): fc.Arbitrary<Definition> => {
    const few = fc.array(inner, { minLength: 1, maxLength: 3 });
    return fc.oneof(
      { weight: 2, arbitrary: leaf },
      { weight: 2, arbitrary: few.map((all) => ({ all })) },
      { weight: 2, arbitrary: few.map((any) => ({ any })) },
      { weight: 1, arbitrary: few.map((not) => ({ not })) },
    );
  };
  return level(level(level(leaf)));
}
