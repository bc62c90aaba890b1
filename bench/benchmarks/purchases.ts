import { existsSync, readFileSync } from 'node:fs';

const REAL = '../shared/data/cdnow-purchases.txt';
const ROWS = 69_659;
const PEOPLE = 23_570;

/** The CDNOW purchase history where it lies beside the clone; otherwise as many invented rows of the same form, and it says so. */
export function purchaseFile(): { text: string; rows: number; real: boolean } {
  if (existsSync(REAL)) {
    const text = readFileSync(REAL, 'utf8');
    return { text, rows: text.trimEnd().split('\n').length - 1, real: true };
  }
  const lines = [' customer_id  date number_of_cds  dollar_value'];
  for (let row = 0; row < ROWS; row += 1) {
    const customer = String((row * 7919) % PEOPLE).padStart(5, '0');
    const day = String((row % 28) + 1).padStart(2, '0');
    lines.push(
      ` ${customer} 1997${String((row % 12) + 1).padStart(2, '0')}${day}  ${(row % 5) + 1}   ${((row % 9000) / 100 + 1).toFixed(2)}`,
    );
  }
  return { text: `${lines.join('\n')}\n`, rows: ROWS, real: false };
}
