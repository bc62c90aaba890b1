/** How the cells of a line are told apart: a delimiter, or runs of blanks between columns. */
export type Layout =
  | { readonly kind: 'delimited'; readonly delimiter: ',' | '\t' | ';' | '|' }
  | { readonly kind: 'columns' };

const DELIMITERS = [',', '\t', ';', '|'] as const;
const SAMPLE_LINES = 20;

/**
 * Detects the layout from the beginning of a file, whose first line names the columns. Undefined when the file has but one column and is
 * no table.
 */
export function detectLayout(sample: string): Layout | undefined {
  const lines = sample
    .split(/\r?\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, SAMPLE_LINES);
  const header = lines[0];
  if (header === undefined) return undefined;
  const best = DELIMITERS.map((delimiter) => ({ delimiter, count: countOutsideQuotes(header, delimiter) })).reduce(
    (left, right) => (right.count > left.count ? right : left),
  );
  if (best.count > 0) return { kind: 'delimited', delimiter: best.delimiter };
  const width = splitColumns(header).length;
  return width > 1 && lines.every((line) => splitColumns(line).length === width) ? { kind: 'columns' } : undefined;
}

/** Cells of a line whose columns stand apart by blanks. */
export function splitColumns(line: string): string[] {
  const trimmed = line.trim();
  return trimmed === '' ? [] : trimmed.split(/[ \t]+/);
}

function countOutsideQuotes(line: string, delimiter: string): number {
  let count = 0;
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) count += 1;
  }
  return count;
}
