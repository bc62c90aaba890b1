/** One line of CSV that says exactly what the cells hold; a line break inside a cell becomes a blank, so that a row stays one line. */
export function plainCsvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(cell.replace(/[\r\n]+/g, ' '))).join(',')}\n`;
}

function quoted(cell: string): string {
  return /[",]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
