/** Groups of records that are one human, by their label: the lowest ordinal among them. */
export type KinGroups = ReadonlyMap<number, readonly number[]>;

/** What becomes of groups: the groups that are other than before, and who is alone now. */
export interface Regrouped {
  readonly groups: readonly (readonly number[])[];
  readonly alone: readonly number[];
}

/** Makes one group of each set, with everybody who is in a group with one of its records already. Pure. */
export function joinSets(before: KinGroups, sets: readonly (readonly number[])[]): Regrouped {
  const parent = new Map<number, number>();
  const root = (of: number): number => {
    let at = of;
    for (let next = parent.get(at); next !== undefined && next !== at; next = parent.get(at)) at = next;
    return at;
  };
  const unite = (set: readonly number[]) => {
    const [first] = set;
    for (const each of set) {
      if (!parent.has(each)) parent.set(each, each);
      const [low, high] = [root(first ?? each), root(each)].sort((a, b) => a - b) as [number, number];
      parent.set(high, low);
    }
  };
  for (const group of before.values()) unite(group);
  const touched = new Set<number>();
  for (const set of sets) unite(set);
  const groups = new Map<number, number[]>();
  for (const each of parent.keys()) {
    const of = groups.get(root(each));
    if (of === undefined) groups.set(root(each), [each]);
    else of.push(each);
  }
  for (const set of sets) for (const each of set) touched.add(root(each));
  const changed = [...touched]
    .map((label) => (groups.get(label) ?? []).sort((a, b) => a - b))
    .filter((group) => group.length > 1 && !isGroup(before, group));
  return { groups: changed, alone: [] };
}

/** Takes each set out of its groups; a set of several stays together. Pure. */
export function partSets(before: KinGroups, sets: readonly (readonly number[])[]): Regrouped {
  const parted = new Set(sets.flat());
  const rest = [...before.values()].map((group) => group.filter((each) => !parted.has(each)));
  const wanted = [...sets, ...rest].map((group) => [...new Set(group)].sort((a, b) => a - b));
  const held = new Set([...before.values()].flat());
  return {
    groups: wanted.filter((group) => group.length > 1 && !isGroup(before, group)),
    alone: wanted.flatMap((group) => (group.length === 1 && held.has(group[0] ?? -1) ? group : [])),
  };
}

function isGroup(before: KinGroups, group: readonly number[]): boolean {
  const known = before.get(group[0] ?? -1);
  return known !== undefined && known.length === group.length && group.every((each) => known.includes(each));
}
