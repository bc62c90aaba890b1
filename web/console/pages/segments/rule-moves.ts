import { type GroupKind, type GroupRule, group, groupOf, type Rule } from './rule.ts';

/** Where a block stands: its place in each group from the outermost. Groups themselves: the outermost is empty. */
export type Path = readonly number[];

/** Groups inside each other that the editor makes. */
export const DEEPEST = 4;

/** A group that a block may be moved into. */
export interface Target {
  readonly path: Path;
  readonly kind: GroupKind;
  /** The number that the editor shows beside it. */
  readonly number: number;
}

/** The groups of a rule with their paths, in the order in which they are read. */
export function groupsOf(rule: Rule, path: Path = []): { path: Path; kind: GroupKind }[] {
  const inner = groupOf(rule);
  if (inner === undefined) return [];
  return [{ path, kind: inner.kind }, ...inner.parts.flatMap((part, place) => groupsOf(part, [...path, place]))];
}

/** Where the block at `from` may go: every other group that is not inside it and has room for its depth. */
export function targetsOf(root: GroupRule, from: Path): Target[] {
  const moved = at(root, from);
  if (moved === undefined) return [];
  const parent = from.slice(0, -1);
  return groupsOf(root)
    .map((each, index) => ({ ...each, number: index + 1 }))
    .filter(
      ({ path }) => !isSame(path, parent) && !isWithin(path, from) && path.length + 1 + heightOf(moved) <= DEEPEST,
    );
}

/** Whether a group of its own may be put around the block at `from`. */
export function mayWrap(root: GroupRule, from: Path): boolean {
  const moved = at(root, from);
  return moved !== undefined && from.length + 1 + heightOf(moved) <= DEEPEST;
}

/** The rule with the block at `from` behind everything in the group at `to`, and where it stands then. A group that was left empty goes. */
export function moveInto(root: GroupRule, from: Path, to: Path): { rule: GroupRule; path: Path } {
  const moved = at(root, from);
  if (moved === undefined) return { rule: root, path: from };
  // Marked rather than named by its path: paths change when the block is taken out.
  const marker: Rule = { segment: '' };
  const put = change(root, to, (target) => withParts(target, (parts) => [...parts, marker]));
  const taken = without(put, from) as GroupRule;
  const path = pathOf(taken, marker) ?? [];
  return { rule: change(taken, path, () => moved) as GroupRule, path };
}

/** The rule with a group of its own around the block at `from`. */
export function wrap(root: GroupRule, from: Path): { rule: GroupRule; path: Path } {
  return { rule: change(root, from, (moved) => ({ any: [moved] })) as GroupRule, path: [...from, 0] };
}

function at(rule: Rule, path: Path): Rule | undefined {
  const [place, ...rest] = path;
  if (place === undefined) return rule;
  const part = groupOf(rule)?.parts[place];
  return part === undefined ? undefined : at(part, rest);
}

function change(rule: Rule, path: Path, by: (rule: Rule) => Rule): Rule {
  const [place, ...rest] = path;
  if (place === undefined) return by(rule);
  return withParts(rule, (parts) => parts.map((part, index) => (index === place ? change(part, rest, by) : part)));
}

function withParts(rule: Rule, by: (parts: Rule[]) => Rule[]): Rule {
  const inner = groupOf(rule);
  return inner === undefined ? rule : group(inner.kind, by(inner.parts));
}

function without(rule: Rule, path: Path): Rule {
  const [place, ...rest] = path;
  return withParts(rule, (parts) =>
    parts.flatMap((part, index) => {
      if (index !== place) return [part];
      if (rest.length === 0) return [];
      const left = without(part, rest);
      return groupOf(left)?.parts.length === 0 ? [] : [left];
    }),
  );
}

function pathOf(rule: Rule, wanted: Rule, path: Path = []): Path | undefined {
  if (rule === wanted) return path;
  for (const [place, part] of (groupOf(rule)?.parts ?? []).entries()) {
    const found = pathOf(part, wanted, [...path, place]);
    if (found !== undefined) return found;
  }
  return undefined;
}

// Groups inside each other, itself included.
function heightOf(rule: Rule): number {
  const inner = groupOf(rule);
  return inner === undefined ? 0 : 1 + Math.max(0, ...inner.parts.map(heightOf));
}

const isSame = (left: Path, right: Path): boolean =>
  left.length === right.length && left.every((place, index) => place === right[index]);
const isWithin = (path: Path, outer: Path): boolean => outer.every((place, index) => path[index] === place);
