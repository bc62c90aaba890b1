import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { damagedKeyFile, tooOpen } from './keyring-failures.ts';

const DRAFT = /^\..+\.draft-[0-9a-f]{16}$/;
const GROUP_AND_OTHERS = 0o077;

/** Makes a key directory (0700) or checks that no other account can read it, and removes drafts that a killed process left. */
export function prepareKeyDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  assertPrivate(directory, basename(directory));
  for (const name of readdirSync(directory)) if (DRAFT.test(name)) rmSync(join(directory, name), { force: true });
}

/**
 * Writes a key file so that a kill at any step leaves either the old file or the new one, whole: draft, fsync, rename, fsync of the
 * directory. When this returns, the file survives a power cut.
 */
export function writeKeyFile(path: string, content: object): void {
  writeKeyText(path, textOf(content));
}

/** The same for a file that is not JSON. */
export function writeKeyText(path: string, text: string): void {
  throughDraft(path, text, (draft) => renameSync(draft, path));
}

/** The same for a file that is not there yet: when another process makes it at the same time, one of the two stays, for both. */
export function makeKeyFile(path: string, content: object): void {
  throughDraft(path, textOf(content), (draft) => {
    try {
      linkSync(draft, path);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    rmSync(draft, { force: true });
  });
}

// A process that starts with this directory takes any draft for a left one and removes it, also that of a process at work: which then writes it again.
function throughDraft(path: string, text: string, put: (draft: string) => void): void {
  for (let done = false; !done; ) {
    const draft = writeDraft(path, text);
    try {
      put(draft);
      done = true;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || !existsSync(dirname(path))) throw error;
    }
  }
  syncDirectory(dirname(path));
}

function writeDraft(path: string, text: string): string {
  const draft = join(dirname(path), `.${basename(path)}.draft-${randomBytes(8).toString('hex')}`);
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return draft;
}

function textOf(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** Reads a key file; undefined when there is none. Throws `keyring.damaged-file` when it is not of `schema`. */
export function readKeyFile<S extends TSchema>(path: string, schema: S): Static<S> | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  assertPrivate(path, basename(path));
  const content = parse(text);
  if (!Check(schema, content)) throw damagedKeyFile(basename(path));
  return content as Static<S>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function assertPrivate(path: string, name: string): void {
  if (process.platform === 'win32') return; // modes say nothing there
  if ((statSync(path).mode & GROUP_AND_OTHERS) !== 0) throw tooOpen(name);
}

function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return; // a directory can't be opened there
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
