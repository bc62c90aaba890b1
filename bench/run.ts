import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { benchmarks } from './benchmarks.ts';
import { type Measurement, measure, type Spread } from './measure.ts';

const PAIRS = 5;

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
const range = (value: Spread): string => `${number(value.median)} (${number(value.minimum)}–${number(value.maximum)})`;

function row(result: Measurement): string {
  return `| ${result.name} | ${result.what} | ${result.control} | ${range(result.subject)} ${result.unit}/s | ${range(result.controlRate)} ${result.unit}/s | **${range(result.ratio)}** | ${Math.round(result.residentMiB)} MiB |`;
}

const wanted = process.argv.slice(2).filter((name) => !name.startsWith('-'));
// A name also chooses its family: "consents" all of "consents-…".
const chosen = benchmarks.filter(
  ({ name, slow }) =>
    (wanted.length === 0 && slow !== true) || wanted.some((each) => name === each || name.startsWith(`${each}-`)),
);
if (chosen.length === 0) {
  console.error(`no benchmark of that name; there are: ${benchmarks.map((benchmark) => benchmark.name).join(', ')}`);
  process.exit(2);
}

const results: Measurement[] = [];
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}; median (minimum–maximum) of ${PAIRS} interleaved pairs\n`,
);
console.log('| bench | what | control | rate | control | ratio | resident |');
console.log('|---|---|---|---|---|---|---|');
for (const benchmark of chosen) {
  const result = await measure(benchmark, PAIRS);
  results.push(result);
  console.log(row(result));
  if (result.further !== undefined) console.log(`\n${result.name}: ${result.further}\n`);
}
mkdirSync('bench/results', { recursive: true });
writeFileSync('bench/results/latest.json', `${JSON.stringify(results, undefined, 2)}\n`);
console.log('\nas JSON: bench/results/latest.json');
