/** In the cell behind the last column: the line of the original file was no whole JSON object. */
export const NO_OBJECT = '\u0001no-object';

/** One line of CSV that says exactly what the cells hold; a line break inside a cell becomes a blank, so that a row stays one line. */
export function plainCsvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(cell.replace(/[\r\n]+/g, ' '))).join(',')}\n`;
}

function quoted(cell: string): string {
  return /[",]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
