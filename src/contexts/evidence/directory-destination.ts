import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { LogDestination } from './log-destination.ts';

const DRAFT = '.draft';

/** A directory as a place for the log; any web server can serve it. Files can be read by all accounts of the machine: the log is public. */
export function directoryDestination(directory: string): LogDestination {
  return {
    name: directory,
    async read(path) {
      try {
        return await readFile(join(directory, path));
      } catch (error) {
        if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
        throw error;
      }
    },
    async write(path, bytes) {
      const target = join(directory, path);
      // There is one writer, so one name for the draft is enough, and a draft that a killed process left is written over.
      const draft = join(directory, DRAFT);
      const file = await made(directory, () => open(draft, 'w', 0o644));
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await made(dirname(target), () => rename(draft, target));
      await syncDirectory(dirname(target));
    },
    remove: (path) => rm(join(directory, path), { recursive: true, force: true }),
    async setAside(label) {
      await rename(directory, join(dirname(directory), `${basename(directory)}.${label}`));
      await syncDirectory(dirname(directory));
    },
  };
}

// Nearly always the directory is there already: it is made when it is missed.
async function made<Value>(directory: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(directory, { recursive: true });
    return work();
  }
}

async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return; // a directory can't be opened there
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
