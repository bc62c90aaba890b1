import { describe, expect, it } from 'vitest';
import { hardTexts } from '../../../../bench/labelled-hard.ts';
import { labelledTexts } from '../../../../bench/labelled-text.ts';
import { scannerReport } from '../../../../bench/scanner-report.ts';
import { scanText } from './scan-text.ts';

// Precision and recall that issue 5 asks for.
const FLOORS: readonly (readonly [string, number, number])[] = [
  ['mobile', 0.98, 0.98],
  ['id_number', 0.98, 0.98],
  ['bank_card', 0.98, 0.98],
  ['email', 0.98, 0.98],
  ['name', 0.9, 0.85],
  ['address', 0.9, 0.85],
];

// The second corpus was written apart from the scanner: what it finds there says more than the first.
const OF_PLACES = ['landline', 'location', 'birth_date'];

describe.each([
  ['labelled texts', labelledTexts(6_000, 20_261_122), 10],
  // Lines of shops and places stand in it, which are kinds of their own.
  ['harder texts', hardTexts(6_000, 20_261_122), undefined],
] as const)('precision and recall on %s', (_, texts, mostStrays) => {
  const report = scannerReport(texts, (text) => scanText(text));

  it.each(FLOORS)('of %s are at least %f and %f', (kind, precision, recall) => {
    const row = report.find((each) => each.kind === kind);
    expect(row?.labelled).toBeGreaterThan(300);
    expect(row?.precision).toBeGreaterThanOrEqual(precision);
    expect(row?.recall).toBeGreaterThanOrEqual(recall);
  });

  it('of kinds that the texts do not hold: nothing is taken for them', () => {
    const expected = new Set([...FLOORS.map(([kind]) => kind), ...(mostStrays === undefined ? OF_PLACES : [])]);
    const strays = report.filter(({ kind }) => !expected.has(kind)).reduce((sum, { found }) => sum + found, 0);
    expect(strays).toBeLessThan(mostStrays ?? 10);
  });
});
