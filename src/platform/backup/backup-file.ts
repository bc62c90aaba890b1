import { createReadStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileExists } from './backup-failures.ts';

/**
 * Writes a new file that appears under its name only when it is complete and on disk; `check` may still refuse it by throwing. Throws
 * `backup.file-exists`.
 */
export async function writeBackupFile(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  check: (draft: string) => Promise<void> = async () => undefined,
): Promise<void> {
  if (existsSync(path)) throw fileExists(path);
  const draft = `${path}.part`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      for await (const chunk of bytes) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await check(draft);
    await rename(draft, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw fileExists(draft);
    await rm(draft, { force: true });
    throw error;
  }
}

/** The bytes of a file. */
export function readBackupFile(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: 256 * 1024 });
}

/** Makes what was renamed into a directory survive a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
