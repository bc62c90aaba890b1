import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { judge } from '../../src/contexts/law/index.ts';
import type { Benchmark } from '../measure.ts';
import { madeCases } from './made-cases.ts';

/** Times that every case is judged, and every line parsed, in one call of a side. */
const REPEATS = 1500;

interface Line {
  readonly id: string;
  readonly facts: unknown;
}

/** The public cases beside the clone; from `dist/bench/benchmarks` the clone is three folders up. */
const PUBLIC_CASES = fileURLToPath(new URL('../../../../shared/law/cases.json', import.meta.url));
const havePublicCases = existsSync(PUBLIC_CASES);

function readCases(): readonly Line[] {
  if (!havePublicCases) return madeCases();
  const { cases } = JSON.parse(readFileSync(PUBLIC_CASES, 'utf8')) as { cases: Line[] };
  return cases.map(({ id, facts }) => ({ id, facts }));
}

/** The law alone: verdicts over cases that are already parsed, against parsing their lines. */
export const judgeCases: Benchmark = {
  name: 'judge',
  what: havePublicCases
    ? 'judge over the public cases, already parsed'
    : 'judge over cases made here, already parsed (no public cases beside the clone)',
  control: 'JSON.parse of the same lines',
  unit: 'cases',
  async prepare() {
    const cases = readCases();
    const lines = cases.map((each) => JSON.stringify(each));
    const units = REPEATS * lines.length;
    return {
      async subject() {
        let reasons = 0;
        for (let repeat = 0; repeat < REPEATS; repeat += 1) {
          for (const { facts } of cases) reasons += judge(facts).reasons.length;
        }
        if (reasons < units) throw new Error('a verdict without a reason');
        return units;
      },
      async control() {
        let read = 0;
        for (let repeat = 0; repeat < REPEATS; repeat += 1) {
          for (const line of lines) if ((JSON.parse(line) as Line).facts !== undefined) read += 1;
        }
        if (read !== units) throw new Error('a line without facts');
        return units;
      },
      async close() {},
    };
  },
};
