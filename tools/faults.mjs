// The long rounds: `npm run faults -- [rounds]`, 50 unless told. The tests under test/faults with that many moments instead of three, then that often
// every file with properties, each time with another seed. The seed is fresh and printed; ZHINUO_TEST_SEED gives one again (docs/decisions/0087).
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildServer, root } from './build.mjs';

const rounds = process.argv[2] ?? '50';
if (!/^[1-9]\d{0,4}$/.test(rounds)) {
  console.error('rounds is a whole number from 1 to 99999');
  process.exit(2);
}
const first = Number(process.env.ZHINUO_TEST_SEED ?? randomInt(2 ** 31 - Number(rounds)));

function filesWithProperties() {
  return ['src', 'verifier/src', 'sdk/src', 'test']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
    )
    .filter(
      (path) => path.endsWith('.test.ts') && /\bfc\.(assert|check)\(/.test(readFileSync(join(root, path), 'utf8')),
    );
}

/** Says with which seed the tests failed, so that the last lines of a long night tell how to see it again. */
function failed(seed, filters) {
  console.log(`— seed ${seed}`);
  const env = { ...process.env, ZHINUO_FAULT_ROUNDS: rounds, ZHINUO_TEST_SEED: String(seed) };
  const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--testTimeout=0', ...filters];
  if (spawnSync(process.execPath, vitest, { cwd: root, stdio: 'inherit', env }).status === 0) return [];
  return [`failed with ZHINUO_TEST_SEED=${seed}`];
}

buildServer();
const properties = filesWithProperties();
const failures = failed(first, ['test/faults']);
for (let round = 0; round < Number(rounds); round += 1) failures.push(...failed(first + round, properties));
for (const each of failures) console.error(each);
process.exit(failures.length === 0 ? 0 : 1);
