import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { directoryInUse } from './postgres-failures.ts';
import { isAlive, processBirth } from './process-table.ts';

const FILE = 'zhinuo.lock';

interface Holder {
  readonly pid: number;
  readonly birth: string;
  readonly token: string;
}

/** A directory held by this process alone. */
export interface DirectoryLock {
  release(): void;
}

/**
 * Takes `directory` for this process. A lock whose process is gone (or whose id now belongs to a later process) is recovered; throws
 * `postgres.directory-in-use` while its holder lives. Processes in different containers can't see each other: never share a directory so.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const path = join(directory, FILE);
  const own: Holder = { pid: process.pid, birth: processBirth(process.pid) ?? '', token: randomUUID() };
  const draft = `${path}.${own.token}`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600, flag: 'wx' });
  try {
    while (!tryLink(draft, path)) {
      const holder = readHolder(path);
      if (holder !== undefined && holds(holder)) throw directoryInUse(directory, holder.pid);
      removeStale(path, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release() {
      if (readHolder(path)?.token === own.token) rmSync(path, { force: true });
    },
  };
}

// link(2) either makes the complete file appear or fails: no reader ever sees half a lock.
function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function holds(holder: Holder): boolean {
  if (!isAlive(holder.pid)) return false;
  return holder.birth === '' || processBirth(holder.pid) === holder.birth;
}

// Two processes may judge the same lock stale. Moving it aside is atomic, and whoever finds that he moved another one's fresh lock puts it back.
function removeStale(path: string, judged: Holder | undefined): void {
  const aside = `${path}.stale-${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved !== undefined && moved.token !== judged?.token) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function readHolder(path: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, birth, token } = value as Record<string, unknown>;
    if (typeof pid !== 'number' || typeof birth !== 'string' || typeof token !== 'string') return undefined;
    return { pid, birth, token };
  } catch {
    return undefined;
  }
}
