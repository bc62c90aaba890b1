import { EMPTY_MAP, foldLevel, type MapLevel } from './map-hash.ts';

/** The part of the map above its pages: one level after another, the pages first and the root last. */
export type MapTop = readonly MapLevel[];

/** Hashes everything above 2^depth pages. */
export function topOf(pages: MapLevel): MapTop {
  const levels = [pages];
  for (let level = pages; level.hashes.length > 1; ) {
    level = foldLevel(level);
    levels.push(level);
  }
  return levels;
}

/** The root of the whole map. */
export function rootOfTop(top: MapTop): string {
  return top.at(-1)?.hashes[0] ?? EMPTY_MAP;
}

/** Where a walk from the root towards a page ends: the siblings so far, highest first, and the page that holds what is left to walk in. */
export interface TopPath {
  readonly siblings: readonly string[];
  /** The page with the only leaf, or the page walked to; null when the walk ended in an empty subtree. */
  readonly page: number | null;
  /** Whether the walk ended above the pages, at the only leaf of a subtree. */
  readonly alone: boolean;
}

/** Walks from the root towards a page, as far as there is more than one leaf below. */
export function pathInTop(top: MapTop, page: number): TopPath {
  const siblings: string[] = [];
  for (let height = top.length - 1; ; height -= 1) {
    const at = Math.floor(page / 2 ** height);
    const leaves = top[height]?.leaves[at] ?? 0;
    if (leaves === 0) return { siblings, page: null, alone: false };
    if (leaves === 1) return { siblings, page: onlyPage(top, height, at), alone: true };
    if (height === 0) return { siblings, page, alone: false };
    const child = Math.floor(page / 2 ** (height - 1));
    siblings.push(top[height - 1]?.hashes[child ^ 1] ?? EMPTY_MAP);
  }
}

function onlyPage(top: MapTop, height: number, at: number): number {
  let page = at;
  for (let below = height - 1; below >= 0; below -= 1) page = page * 2 + (top[below]?.leaves[page * 2] === 1 ? 0 : 1);
  return page;
}
