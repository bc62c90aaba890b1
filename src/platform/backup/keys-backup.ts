import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import type { Clock } from '../clock.ts';
import { backupDamaged, noKeys, notABackup, notEmpty } from './backup-failures.ts';
import { newPassphraseKey, passphraseSecret } from './backup-header.ts';
import { opensUntil } from './data-backup.ts';
import { openBackup, sealBackup } from './sealed-file.ts';

const Content = Type.Object({
  files: Type.Array(
    Type.Object({
      // Names as the keyring writes them: nothing that could lead out of the directory.
      path: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*$' }),
      base64: Type.String(),
    }),
    { minItems: 1 },
  ),
});

/** Writes every file of the key directory, encrypted under a passphrase. Throws `backup.no-keys` or `backup.weak-passphrase`. */
export async function backupKeys(
  directory: string,
  passphrase: string,
  clock: Clock,
  write: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const files = [...keyFiles(directory)].map((path) => ({
    path: relative(directory, path),
    base64: readFileSync(path, 'base64'),
  }));
  if (files.length === 0) throw noKeys(directory);
  const madeAt = clock.now();
  const key = newPassphraseKey();
  const header = {
    format: 'zhinuo-backup',
    version: 1,
    kind: 'keys',
    madeAt: madeAt.toISOString(),
    opensUntil: opensUntil(madeAt),
    key,
  } as const;
  const content: Static<typeof Content> = { files };
  await write(sealBackup(header, await passphraseSecret(passphrase, key), once(content)));
}

async function* once(content: object): AsyncGenerator<Uint8Array> {
  yield Buffer.from(JSON.stringify(content), 'utf8');
}

/** Key files and nothing else: drafts of the keyring begin with a dot. */
function* keyFiles(directory: string): Generator<string> {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory).sort()) {
    const path = join(directory, name);
    if (name.startsWith('.')) continue;
    if (lstatSync(path).isDirectory()) yield* keyFiles(path);
    else yield path;
  }
}

/**
 * Restores a key directory that is empty or not there; it appears whole or not at all. Throws `backup.not-empty`, `backup.not-a-backup`,
 * `backup.damaged`. Returns how many files.
 */
export async function restoreKeys(
  directory: string,
  bytes: AsyncIterable<Uint8Array>,
  findPassphrase: () => Promise<string>,
): Promise<number> {
  if (existsSync(directory) && readdirSync(directory).length > 0) throw notEmpty(directory);
  const { header, content } = await openBackup(bytes, async (key) => {
    if (key.kind !== 'passphrase') throw notABackup();
    return passphraseSecret(await findPassphrase(), key);
  });
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  const parsed: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
  if (header.kind !== 'keys' || !Check(Content, parsed)) throw backupDamaged();
  const draft = `${directory}.restoring`;
  rmSync(draft, { recursive: true, force: true });
  for (const { path, base64 } of parsed.files) {
    const target = join(draft, path);
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    writeFileSync(target, Buffer.from(base64, 'base64'), { mode: 0o600, flush: true });
  }
  renameSync(draft, directory);
  return parsed.files.length;
}
