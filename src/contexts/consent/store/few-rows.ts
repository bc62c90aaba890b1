/** SQL for the ordinal of row `i`, of which an array parameter says something. */
export type OrdinalOf = (parameter: number, type: string) => string;

/**
 * The rows of a few parallel arrays, in their order: parameters of these element types, behind `before` others. PostgreSQL sets up and keeps the
 * result of every array that is unnested, which for a handful of rows costs more than the rows; taking elements by their number costs nothing beforehand,
 * but for texts it grows with the square of the rows. `further` are columns behind them. `first` is what stands for the first column, if not its element.
 */
export function fewRows(types: readonly string[], before: number, further = '', first: OrdinalOf = elementOf): string {
  const columns = types.map((type, at) => (at === 0 ? first : elementOf)(before + at + 1, type)).join(', ');
  return `select ${columns}${further} from generate_series(1, cardinality($${before + 1}::${types[0]}[])) as i`;
}

function elementOf(parameter: number, type: string): string {
  return `($${parameter}::${type}[])[i]`;
}
