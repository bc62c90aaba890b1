import { lstat, readdir, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_MS } from '../../domain/china-time.ts';

/** Behind the names of files that could not be read. */
export const REFUSED = '.refused';
/** Days for which they stay: time to look at one and send it again. They hold personal information in clear. */
const KEPT_DAYS = 7;

/** Leaves a file that could not be read in its folder, under a name that is not taken again and tells the import that it belongs to. */
export async function setAside(path: string, id: string, now: Date): Promise<void> {
  const aside = `${path}.${id}${REFUSED}`;
  await utimes(path, now, now);
  await rename(path, aside);
}

/** Removes what was set aside for longer than it stays. */
export async function removeOldRefused(folder: string, now: Date): Promise<void> {
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    if (!name.endsWith(REFUSED)) continue;
    const path = join(folder, name);
    const found = await lstat(path).catch(() => undefined);
    if (found !== undefined && now.getTime() - found.mtimeMs > KEPT_DAYS * DAY_MS) await rm(path, { force: true });
  }
}
