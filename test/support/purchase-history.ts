import { SeededRandom } from '../../src/cli/demo/seeded-random.ts';

/** A purchase history laid out like CDNOW's (customer, day, pieces, dollars in columns of fixed width), from `seed`; days from January 1997 on. */
export function purchaseHistory(options: { customers: number; purchases: number; seed: number }): Buffer {
  const random = new SeededRandom(options.seed);
  const lines = [' customer_id  date number_of_cds  dollar_value'];
  for (let row = 0; row < options.purchases; row += 1) {
    const customer = String(1 + (row < options.customers ? row : random.below(options.customers))).padStart(5, '0');
    const day = new Date(Date.UTC(1997, 0, 1 + random.below(540))).toISOString().slice(0, 10).replaceAll('-', '');
    lines.push(` ${customer} ${day}  ${1 + random.below(5)}   ${(10 + random.below(5000) / 100).toFixed(2)}`);
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}
