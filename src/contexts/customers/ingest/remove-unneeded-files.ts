import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CustomersDeps } from '../customers-deps.ts';
import { DAY_MS } from '../domain/china-time.ts';
import { neededFiles } from './store/import-store.ts';

/**
 * Removes sealed uploads that no import needs: those of finished imports, and what a crash left behind. A file that nobody names may be an upload
 * that is still coming in, so such a one is only removed once its last byte is a day old.
 */
export async function removeUnneededFiles(deps: CustomersDeps, ofFinished: readonly string[] = []): Promise<void> {
  const names = await readdir(deps.files).catch(() => [] as string[]);
  const needed = await deps.database.transaction(neededFiles, { readOnly: true });
  for (const name of names) {
    if (needed.has(name)) continue;
    const path = join(deps.files, name);
    const age = deps.clock.now().getTime() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? 0);
    if (ofFinished.includes(name) || age > DAY_MS) await rm(path, { force: true });
  }
}
