import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** For how long a file without a marker must have stood still. */
const STILL_MS = 60_000;
const MOST_FILES = 50;
/** Names under which programs write before they rename, marks, and what was refused before. */
const UNFINISHED = /^\.|\.(?:part|partial|tmp|temp|crdownload|filepart|uploading|swp|refused)$/i;
const DONE = '.done';

/** Sizes of files as they were seen, by their paths. */
export type Seen = Map<string, { readonly size: number; readonly since: number }>;

/**
 * The files of a folder that are whole: those beside which NAME.done stands, and those whose size has not changed for a minute. Half-written ones, hidden
 * ones and names of programs that rename when they are done wait. Links are not followed. A folder that is not there is empty.
 */
export async function completeFiles(folder: string, seen: Seen, now: number): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const marks = new Set(names.filter((name) => name.endsWith(DONE)));
  const complete: string[] = [];
  for (const name of names.sort()) {
    if (UNFINISHED.test(name) || name.endsWith(DONE) || complete.length >= MOST_FILES) continue;
    const path = join(folder, name);
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined || !found.isFile()) continue;
    if (marks.has(name + DONE) || isStill(path, { size: found.size, changed: found.mtimeMs }, seen, now))
      complete.push(name);
  }
  return complete;
}

function isStill(path: string, file: { size: number; changed: number }, seen: Seen, now: number): boolean {
  const before = seen.get(path);
  if (before === undefined || before.size !== file.size) {
    seen.set(path, { size: file.size, since: now });
    return false;
  }
  return file.size > 0 && now - before.since >= STILL_MS && now - file.changed >= STILL_MS;
}
