import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runLawCases } from './conformance/law-cases.ts';
import { runConsistencyVectors, runInclusionVectors } from './conformance/merkle-vectors.ts';
import type { ConformanceResult } from './conformance/result.ts';

const SUITES: readonly { readonly path: string; readonly run: (text: string) => ConformanceResult }[] = [
  { path: 'law/cases.json', run: runLawCases },
  { path: 'vectors/merkle/inclusion.ndjson', run: runInclusionVectors },
  { path: 'vectors/merkle/consistency.ndjson', run: runConsistencyVectors },
];

function main(directory: string | undefined): number {
  if (directory === undefined) {
    process.stderr.write('Usage: npm run conformance -- DIR\n');
    return 2;
  }
  let passed = 0;
  let failed = 0;
  let found = false;
  for (const { path, run } of SUITES) {
    const file = join(directory, path);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) continue;
    found = true;
    const result = run(readFileSync(file, 'utf8'));
    passed += result.passed;
    failed += result.failures.length;
    for (const failure of result.failures) process.stdout.write(`FAIL ${failure}\n`);
    process.stdout.write(`${path}: ${result.passed} passed, ${result.failures.length} failed\n`);
  }
  if (!found) process.stdout.write(`Nothing to run under ${directory}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed > 0 || !found ? 1 : 0;
}

process.exitCode = main(process.argv[2]);
