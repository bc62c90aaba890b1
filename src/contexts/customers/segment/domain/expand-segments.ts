import { type Definition, withSegments } from './definition.ts';

/** Puts the definitions of named segments in their places. One that is not there, or leads back to itself, matches nobody at that place. */
export function expandSegments(
  definition: Definition,
  inside: ReadonlyMap<string, Definition | undefined>,
  seen: readonly string[] = [],
): Definition {
  return withSegments(definition, (code) => {
    const found = inside.get(code);
    return found === undefined || seen.includes(code) ? undefined : expandSegments(found, inside, [...seen, code]);
  });
}
