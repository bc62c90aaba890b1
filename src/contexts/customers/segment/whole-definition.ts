import type { Tx } from '../../../platform/database/index.ts';
import { listComputed } from '../computed/store/computed-store.ts';
import { type Definition, namedComputed } from './domain/definition.ts';
import { expandSegments } from './domain/expand-segments.ts';
import { inlineComputed } from './domain/inline-computed.ts';
import type { Nameable } from './domain/trouble.ts';
import { reachedSegments } from './save-segment.ts';
import type { SegmentRow } from './store/segment-store.ts';

/** Puts the rules of computed traits in their places in some definitions, as they are now. */
export async function withTraitRules(
  tx: Tx,
  definitions: readonly Definition[],
): Promise<(definition: Definition) => Definition> {
  if (!definitions.some((definition) => namedComputed(definition).length > 0)) return (definition) => definition;
  const rules = new Map((await listComputed(tx)).map(({ code, spec, activity }) => [code, { spec, activity }]));
  return (definition) => inlineComputed(definition, (code) => rules.get(code));
}

/** A definition with everything that it names in its place: the segments inside, and the rules of computed traits. */
export async function wholeDefinition(
  tx: Tx,
  definition: Definition,
  own: readonly string[] = [],
): Promise<Definition> {
  const expanded = expandSegments(definition, await reachedSegments(tx, definition), own);
  return (await withTraitRules(tx, [expanded]))(expanded);
}

/** What the definitions of all saved segments may name. */
export async function nameable(tx: Tx, saved: readonly SegmentRow[]): Promise<Nameable> {
  const isNamed = saved.some(({ definition }) => namedComputed(definition).length > 0);
  const traits = isNamed ? await listComputed(tx) : [];
  return {
    segments: new Map(saved.map(({ code, definition }) => [code, definition])),
    computed: new Set(traits.map(({ code }) => code)),
  };
}
