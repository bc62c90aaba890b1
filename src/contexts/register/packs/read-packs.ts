import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Value } from 'typebox/value';
import { type Pack, PackFile } from './pack.ts';

/** The packs of this folder, and the files that are none with the reason. */
export interface PackShelf {
  readonly packs: readonly Pack[];
  readonly broken: readonly { readonly file: string; readonly message: string }[];
}

// Compiled files lie one level deeper, under dist/.
const UP = import.meta.url.endsWith('.js') ? '../../../../../packs/' : '../../../../packs/';
/** Where starter packs lie as plain files, beside the source. */
export const PACKS_DIRECTORY = new URL(UP, import.meta.url);
/** Far more than any pack needs, bytes. */
const LARGEST = 1_000_000;

/** Reads every pack afresh, so that a file that was added is there at once. */
export async function readPacks(directory: URL = PACKS_DIRECTORY): Promise<PackShelf> {
  const names = (await readdir(directory).catch(() => [])).filter(
    (name) => name.endsWith('.json') && name !== 'pack.schema.json',
  );
  const packs: Pack[] = [];
  const broken: { file: string; message: string }[] = [];
  for (const file of names.sort()) {
    const read = await readPack(new URL(file, directory));
    if (typeof read === 'string') broken.push({ file, message: read });
    else packs.push(read);
  }
  return { packs, broken };
}

async function readPack(file: URL): Promise<Pack | string> {
  const text = await readFile(file, 'utf8');
  if (text.length > LARGEST) return 'larger than a megabyte';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  const filled = Value.Default(PackFile, value);
  if (!Value.Check(PackFile, filled)) {
    const [first] = Value.Errors(PackFile, filled);
    return first === undefined ? 'not a pack' : `${first.instancePath} ${first.message}`;
  }
  if (`${filled.code}.json` !== basename(file.pathname)) return `its code is "${filled.code}": name the file after it`;
  return filled;
}
