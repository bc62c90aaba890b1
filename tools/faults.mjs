// The long fault rounds: the tests under test/faults with many seeded rounds instead of three. `npm run faults -- [rounds]`, 50 unless told.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildServer, root } from './build.mjs';

const rounds = process.argv[2] ?? '50';
if (!/^[1-9]\d{0,4}$/.test(rounds)) {
  console.error('rounds is a whole number from 1 to 99999');
  process.exit(2);
}
buildServer();
const result = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'test/faults', '--testTimeout=0'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ZHINUO_FAULT_ROUNDS: rounds },
  },
);
process.exit(result.status ?? 1);
