import { parseFen, parseInstant, parseQuantity } from './cell-values.ts';
import type { Target } from './import-kinds.ts';

const SHOWN = 40;

/**
 * A cell for the preview: what reads as a time, a quantity or an amount in its column as it stands, everything else with its shape only: the first
 * character of each run of letters and the first three digits of a number are kept, the rest are stars. A column that nobody has recognised may hold
 * anything and is masked too.
 */
export function maskSample(cell: string, target: Target | undefined): string {
  const shown = cell.slice(0, SHOWN);
  if (target === 'at' && parseInstant(shown) !== undefined) return shown;
  if (target === 'amount' && parseFen(shown) !== undefined) return shown;
  if (target === 'quantity' && parseQuantity(shown) !== undefined) return shown;
  return shown.replace(/\d+/g, maskDigits).replace(/\p{L}+/gu, maskLetters);
}

function maskDigits(digits: string): string {
  return digits.length <= 3 ? '*'.repeat(digits.length) : `${digits.slice(0, 3)}${'*'.repeat(digits.length - 3)}`;
}

function maskLetters(letters: string): string {
  const [first = '', ...rest] = letters;
  return `${first}${'*'.repeat(rest.length)}`;
}
