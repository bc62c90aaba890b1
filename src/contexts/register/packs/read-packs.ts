import { readdir, readFile } from 'node:fs/promises';
import { Value } from 'typebox/value';
import type { Bilingual, FieldError } from '../../../platform/failure.ts';
import { describeProblems, type SchemaProblem } from '../../../platform/http/index.ts';
import { type Pack, PackFile } from './pack.ts';

/** A file that is no pack, and what is wrong with it. */
export interface BrokenPack {
  readonly file: string;
  readonly message: string;
  readonly message_en: string;
}

/** The packs of this folder, and the files that are none with the reason. */
export interface PackShelf {
  readonly packs: readonly Pack[];
  readonly broken: readonly BrokenPack[];
}

// Compiled files lie one level deeper, under dist/.
const UP = import.meta.url.endsWith('.js') ? '../../../../../packs/' : '../../../../packs/';
/** Where starter packs lie as plain files, beside the source. */
export const PACKS_DIRECTORY = new URL(UP, import.meta.url);
/** Far more than any pack needs, bytes. */
const LARGEST = 1_000_000;
/** Errors of one file that are told at once. */
const MOST_NAMED = 5;

/** Reads every pack afresh, so that a file that was added is there at once. A file that is none hides no other. */
export async function readPacks(directory: URL = PACKS_DIRECTORY): Promise<PackShelf> {
  const names = (await readdir(directory).catch(() => [])).filter(
    (name) => name.endsWith('.json') && name !== 'pack.schema.json',
  );
  const packs: Pack[] = [];
  const broken: BrokenPack[] = [];
  for (const file of names.sort()) {
    const read = await readPack(file, directory);
    if ('code' in read) packs.push(read);
    else broken.push({ file, message: read.zh, message_en: read.en });
  }
  return { packs, broken };
}

async function readPack(name: string, directory: URL): Promise<Pack | Bilingual> {
  const bytes = await readFile(new URL(encodeURIComponent(name), directory)).catch(() => undefined);
  if (bytes === undefined) return { zh: '读不出来', en: 'It cannot be read' };
  if (bytes.length > LARGEST) return { zh: '超过 1 MB', en: 'It is larger than a megabyte' };
  // Editors on Windows begin a file with a mark of its encoding.
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const place = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const line = text.slice(0, place === undefined ? text.length : Number(place)).split('\n').length;
    return { zh: `不是有效的 JSON（第 ${line} 行）`, en: `It is not valid JSON (line ${line})` };
  }
  const filled = Value.Default(PackFile, value);
  if (!Value.Check(PackFile, filled)) return inWords(filled);
  if (`${filled.code}.json` !== name)
    return {
      zh: `代码是“${filled.code}”，文件应取名 ${filled.code}.json`,
      en: `Its code is "${filled.code}": name the file ${filled.code}.json`,
    };
  return filled;
}

function inWords(value: unknown): Bilingual {
  const problems = Value.Errors(PackFile, value) as unknown as SchemaProblem[];
  const errors = describeProblems(problems, PackFile).slice(0, MOST_NAMED);
  const each = (say: (error: FieldError) => string) => errors.map((error) => `${error.path} ${say(error)}`.trim());
  return { zh: each(({ message }) => message).join('；'), en: each(({ message_en }) => message_en).join('; ') };
}
