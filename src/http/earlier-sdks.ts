import { copyFile, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

const HASHED = /^zhinuo-[0-9a-f]{16}\.js$/;

/**
 * Keeps this release's hashed SDK file beside those of earlier ones, so that pages which name an older file with its `integrity` go on asking
 * and, above all, withdrawing after an upgrade. Answers the directory that holds them all.
 */
export async function keepSdkFiles(built: string, directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const kept = new Set(await readdir(directory));
  for (const file of await readdir(built).catch((): string[] => [])) {
    if (!HASHED.test(file) || kept.has(file)) continue;
    const beside = join(directory, `.${file}.new`);
    await copyFile(join(built, file), beside);
    await rename(beside, join(directory, file));
  }
  return directory;
}
