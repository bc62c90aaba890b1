// The whole check on a bare machine: build, types, format and lint, the browser, the tests. Last line: `N passed, N failed, N skipped`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from './build.mjs';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

function step(name, work) {
  const start = process.hrtime.bigint();
  console.log(`— ${name}`);
  work();
  console.log(`  ${Number((process.hrtime.bigint() - start) / 1_000_000n) / 1000} s`);
}

function command(program, args, options = {}) {
  return spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options }).status === 0;
}

function installLinter() {
  if (existsSync(join(root, 'tools/biome/node_modules/.bin/biome'))) return;
  if (
    !command('npm', [
      'install',
      '--prefix',
      'tools/biome',
      '--no-package-lock',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ])
  ) {
    throw new Error('the linter could not be installed from the npm registry');
  }
}

function installBrowser() {
  if (process.env.ZHINUO_TEST_CHROMIUM !== undefined || BROWSERS.some((path) => existsSync(path))) return;
  const isRoot = process.getuid?.() === 0;
  const installed =
    isRoot &&
    command('apt-get', ['update', '-qq']) &&
    command('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk']);
  if (!installed) {
    console.error(
      'The browser tests need Chromium and a Chinese font: sudo apt-get install -y chromium fonts-noto-cjk (or set ZHINUO_TEST_CHROMIUM)',
    );
    process.exit(1);
  }
}

const filters = process.argv.slice(2);
step('build', () => run('../tools/build.mjs', []));
step('types', () => run('typescript/bin/tsc', ['-b']));
step('format and lint', () => {
  installLinter();
  if (
    !command('tools/biome/node_modules/.bin/biome', [
      'ci',
      '--diagnostic-level=warn',
      '--colors=off',
      '--error-on-warnings',
      '.',
    ])
  )
    process.exit(1);
});
step('browser', installBrowser);

const results = mkdtempSync(join(tmpdir(), 'zhinuo-test-'));
const report = join(results, 'report.json');
const passed = command(process.execPath, [
  join(root, 'node_modules/vitest/vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...filters,
]);
const summary = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
rmSync(results, { recursive: true, force: true });
if (summary === undefined) {
  console.error('the test runner left no report');
  process.exit(1);
}
const failed =
  summary.numFailedTests +
  (summary.numFailedTestSuites > 0 && summary.numFailedTests === 0 ? summary.numFailedTestSuites : 0);
console.log(
  `${summary.numPassedTests} passed, ${failed} failed, ${summary.numPendingTests + summary.numTodoTests} skipped`,
);
process.exit(passed && failed === 0 && summary.numPassedTests > 0 ? 0 : 1);
