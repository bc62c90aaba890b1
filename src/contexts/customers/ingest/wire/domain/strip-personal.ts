import { type PersonalKind, redactText, scanText } from '../../../../vault/index.ts';
import type { Planned } from './tracking-plan.ts';

/** Personal information that was taken out of a property which nobody had declared. */
export interface StrippedProperty {
  readonly name: string;
  readonly kind: PersonalKind;
}

const DEEPEST = 8;

/**
 * Takes clear personal information out of what is kept of undeclared properties: no field of an activity stands for it, so nobody may
 * collect it (PIPL 6). Declared properties are what their plan says and stay.
 */
export function withoutPersonal(planned: Planned): { planned: Planned; stripped: readonly StrippedProperty[] } {
  const undeclared = new Set(planned.undeclared.filter((name) => Object.hasOwn(planned.kept, name)));
  if (undeclared.size === 0) return { planned, stripped: [] };
  const stripped: StrippedProperty[] = [];
  const kept = Object.fromEntries(
    Object.entries(planned.kept).map(([name, value]) => {
      if (!undeclared.has(name)) return [name, value];
      const kinds = new Set<PersonalKind>();
      const clean = stripValue(name, value, kinds, 0);
      for (const kind of kinds) stripped.push({ name, kind });
      return [scrubbedName(name), clean];
    }),
  );
  return { planned: { ...planned, kept }, stripped };
}

/** A name of an event or property that a report may show: clients have put numbers of people into names. */
export function scrubbedName(name: string): string {
  return redactText(name, scanText(name));
}

function stripValue(name: string, value: unknown, kinds: Set<PersonalKind>, depth: number): unknown {
  if (typeof value === 'string') return stripText(name, value, kinds);
  if (typeof value === 'number') {
    const clean = stripText(name, String(value), kinds);
    return clean === String(value) ? value : clean;
  }
  if (typeof value !== 'object' || value === null) return value;
  // What is nested deeper than any property of use is not looked into, and so not kept.
  if (depth >= DEEPEST) return null;
  if (Array.isArray(value)) return value.map((each) => stripValue(name, each, kinds, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [scrubbedName(key), stripValue(key, each, kinds, depth + 1)]),
  );
}

// Behind its name, because a name such as "phone" or "order_no" says what a number is.
function stripText(name: string, value: string, kinds: Set<PersonalKind>): string {
  const lead = `${name}:`;
  const findings = scanText(lead + value).filter(({ start }) => start >= lead.length);
  for (const { kind } of findings) kinds.add(kind);
  return redactText(lead + value, findings).slice(lead.length);
}
