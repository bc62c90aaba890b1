/** Begins a UTF-8 file so that Excel in China does not read it as GBK. */
export const BYTE_ORDER_MARK = '\ufeff';

const DANGEROUS = /^[\s\u00a0\u3000]*[=+\-@\t\r]/;

/**
 * A cell that a spreadsheet shows and does not run: what begins like a formula gets a leading apostrophe (OWASP, CSV injection). Quoted
 * whenever it must be.
 */
export function csvCell(text: string): string {
  const safe = DANGEROUS.test(text) ? `'${text}` : text;
  return /["\r\n,;\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of CSV (RFC 4180) with its line end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
