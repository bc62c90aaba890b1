/** A cell with fewer people than this tells neither how many nor how much: it may tell of one. */
export const SMALL_CELL = 10;

/** How many people a cell has. */
export interface Counted {
  readonly people: number;
}

/**
 * Which cells may be told when the total is told too: those of fewer than ten people may not, and where what is hidden is one cell or fewer than ten
 * people in all, so that the total would tell it, neither may the next smallest.
 */
export function hiddenCells<C extends Counted>(cells: readonly C[]): ReadonlySet<C> {
  const ascending = cells.filter((cell) => cell.people > 0).sort((one, other) => one.people - other.people);
  const hidden = new Set(ascending.filter((cell) => cell.people < SMALL_CELL));
  if (hidden.size === 0) return hidden;
  for (const cell of ascending) {
    const people = [...hidden].reduce((sum, each) => sum + each.people, 0);
    if (hidden.size > 1 && people >= SMALL_CELL) return hidden;
    hidden.add(cell);
  }
  return hidden;
}
