import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BUILD = fileURLToPath(new URL('../../tools/ensure-built.mjs', import.meta.url));

/** Builds the server and the verifier into `dist/` unless they are up to date; for tests that run them in processes of their own. */
export function ensureBuilt(): void {
  const { status, stderr } = spawnSync(process.execPath, [BUILD], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
}
