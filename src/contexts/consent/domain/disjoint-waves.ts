/**
 * Puts items into waves such that no two of a wave touch the same thing, and items that do keep their order. Returns the items' places, wave
 * by wave.
 */
export function disjointWaves<Item>(items: readonly Item[], touched: (item: Item) => readonly string[]): number[][] {
  const waves: number[][] = [];
  const busyUntil = new Map<string, number>();
  for (const [place, item] of items.entries()) {
    const things = touched(item);
    const wave = Math.max(0, ...things.map((thing) => busyUntil.get(thing) ?? 0));
    for (const thing of things) busyUntil.set(thing, wave + 1);
    const own = waves[wave];
    if (own === undefined) waves[wave] = [place];
    else own.push(place);
  }
  return waves;
}
