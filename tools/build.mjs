// Builds what runs: the server and the verifier (compiled TypeScript and their SQL) and, unless told `--server-only`, the web pages.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist/src/.built');

/** Runs a program of node_modules; exits with its status when it fails. Output goes to standard error, so that a command's own output stays clean. */
export function run(script, args, options = {}) {
  const result = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', options.quiet ? 'ignore' : 2, 2],
    env: { ...process.env, ...options.env },
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function* files(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'dist') yield* files(path);
    } else yield path;
  }
}

function builtFiles() {
  const built = join(root, 'dist/src');
  return existsSync(built) ? [...files(built)] : [];
}

/** Compiles `src/` and `verifier/` and copies the migrations beside them. */
export function buildServer() {
  run('typescript/bin/tsc', ['-b', 'src', 'verifier']);
  // A migration that has another number now must not stay under the old one: the server would refuse to start.
  for (const path of builtFiles()) if (path.endsWith('.sql')) rmSync(path);
  for (const path of files(join(root, 'src'))) {
    if (!path.endsWith('.sql')) continue;
    const target = join(root, 'dist/src', relative(join(root, 'src'), path));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(path, target);
  }
  writeFileSync(stamp, '');
}

/** Whether anything that the server is built from is newer than the last build. */
export function isStale() {
  try {
    const built = statSync(stamp).mtimeMs;
    for (const directory of ['src', 'verifier/src']) {
      for (const path of files(join(root, directory))) if (statSync(path).mtimeMs > built) return true;
    }
    return false;
  } catch {
    return true;
  }
}

function buildWeb() {
  rmSync(join(root, 'dist/web'), { recursive: true, force: true });
  for (const page of ['web/console', 'web/privacy-centre', 'web/form', 'verifier/page', 'sdk', 'sdk/miniprogram']) {
    run('vite/bin/vite.js', ['build', '--config', `${page}/vite.config.ts`, '--logLevel', 'warn']);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  buildServer();
  if (!process.argv.includes('--server-only')) buildWeb();
}
