import { expect, it } from 'vitest';
import { sourceFiles } from './source-files.ts';

/**
 * Labels under which contexts seal bytes with the vault's keys. Whoever seals under a new one gives the rotation a holder that seals it anew or
 * counts it (decision 0046), and adds it here: what no holder knows is lost when its generation or its person's key is replaced.
 */
const HELD: Readonly<Record<string, number>> = {
  'src/contexts/capture/assisted/paper.ts': 1,
  'src/contexts/customers/corrections/record-correction.ts': 1,
  'src/contexts/customers/exports/create-export.ts': 2,
  'src/contexts/customers/exports/run-export.ts': 1,
  'src/contexts/customers/ingest/import-batch.ts': 2,
  'src/contexts/customers/ingest/upload-file.ts': 3,
  'src/contexts/customers/ingest/wire/accept-events.ts': 1,
  'src/contexts/customers/ingest/wire/file-events.ts': 1,
  'src/contexts/customers/outbox/hear-receiver.ts': 1,
  'src/contexts/customers/stock/run-stock.ts': 1,
  'src/contexts/customers/tags/give-tag.ts': 1,
  'src/contexts/rights/hold-download.ts': 1,
  'src/contexts/rights/prepare-bundles.ts': 1,
  'src/contexts/rights/search-letter.ts': 1,
};

it('everything that is sealed under the vault’s keys has a holder for their rotation', () => {
  const found = Object.fromEntries(
    sourceFiles('src')
      .filter(({ path }) => path.startsWith('src/contexts/') && !path.startsWith('src/contexts/vault/'))
      .filter(({ path }) => !path.endsWith('.test.ts'))
      .map(({ path, text }) => [path, [...text.matchAll(/\.seal(?:Blob|Stream|ForPersons?)\(/g)].length] as const)
      .filter(([, count]) => count > 0),
  );
  expect(found).toEqual(HELD);
});
