import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTextFile } from './read-text-file.ts';
import { type Reason, Refusal } from './refusal.ts';
import { isSearchDeclaration, verifySearch } from './search-declaration.ts';
import { MOST_TEXT, type Verdict, type VerifyOptions, verify, verifyWithTimestamps } from './verify.ts';

const USAGE = `用法 Usage: npm run --silent verify -- FILE [--key FILE] [--tsa-roots FILE [--tsa-crls FILE]] [--witness FILE]
       [--remember FILE] [--consistency FILE] [--account FOLDER]
       npm run --silent verify -- DECLARATION [--key FILE] [--number NUMBER]`;

const NOT_KEPT = `未保存检查点：未给出 --key，签名者未核实。\nThe checkpoint was not kept: without --key the signer is not verified.\n`;

/** Where the command writes, and its clock. */
export interface Surroundings {
  readonly now: Date;
  out(text: string): void;
  err(text: string): void;
}

const OPTIONS = [
  '--key',
  '--tsa-roots',
  '--tsa-crls',
  '--witness',
  '--remember',
  '--consistency',
  '--account',
  '--number',
] as const;

type Option = (typeof OPTIONS)[number];

/** Runs `verify BUNDLE …`; resolves to the exit code: 0 verified, 1 refused or not readable. */
export async function runCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const told = readArguments(args);
  if (told === undefined) return complain(around, USAGE);
  const { files } = told;
  let verdict: Verdict;
  try {
    const bundle = read(told.bundle);
    if (isSearchDeclaration(bundle)) return declaration(bundle, files, around);
    if (files.has('--number')) return complain(around, USAGE);
    const options: VerifyOptions = { now: around.now, ...contents(files) };
    const [roots, crls] = [files.get('--tsa-roots'), files.get('--tsa-crls')];
    // Lists judge chains, and without a root there is none.
    if (roots === undefined && crls !== undefined) return complain(around, USAGE);
    verdict = await (roots === undefined
      ? verify(bundle, options)
      : verifyWithTimestamps(bundle, {
          ...options,
          tsaRoots: read(roots),
          ...(crls === undefined ? {} : { tsaCrls: read(crls) }),
        }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refuse(around, error, '无法读取文件', 'Cannot read the file');
  }
  if (!verdict.ok) return refuse(around, verdict);
  try {
    keep(files, verdict);
  } catch (error) {
    return complain(around, `无法写入文件 Cannot write the file: ${(error as Error).message}`);
  }
  around.out(`${verdict.account.zh}\n\n${verdict.account.en}\n`);
  if (files.has('--remember') && verdict.remember === undefined) around.err(NOT_KEPT);
  return 0;
}

// A search that a letter asked for: `--number` is the letter's.
function declaration(content: string, files: ReadonlyMap<Option, string>, around: Surroundings): number {
  const unfit = [...files.keys()].find((option) => option !== '--key' && option !== '--number');
  if (unfit !== undefined) return complain(around, USAGE);
  const [key, number] = [files.get('--key'), files.get('--number')];
  const verdict = verifySearch(content, {
    now: around.now,
    ...(key === undefined ? {} : { key: read(key) }),
    ...(number === undefined ? {} : { number }),
  });
  if (!verdict.ok) return refuse(around, verdict, '检索声明不成立', 'The declaration is refused');
  around.out(`${verdict.account.zh}\n\n${verdict.account.en}\n`);
  return 0;
}

function readArguments(args: readonly string[]): { bundle: string; files: Map<Option, string> } | undefined {
  const files = new Map<Option, string>();
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const option = OPTIONS.find((each) => each === word);
    if (option === undefined) rest.push(word);
    else {
      at += 1;
      const file = args[at];
      if (file === undefined || files.has(option)) return undefined;
      files.set(option, file);
    }
  }
  const [bundle] = rest;
  if (bundle === undefined || rest.length !== 1 || bundle.startsWith('--')) return undefined;
  return { bundle, files };
}

function contents(files: ReadonlyMap<Option, string>): Omit<VerifyOptions, 'now'> {
  const content = (option: Option) => {
    const file = files.get(option);
    // What is remembered begins with the first bundle.
    return file === undefined || (option === '--remember' && !existsSync(file)) ? undefined : read(file);
  };
  const [key, witness, remembered, consistency] = [
    content('--key'),
    content('--witness'),
    content('--remember'),
    content('--consistency'),
  ];
  return {
    ...(key === undefined ? {} : { key }),
    ...(witness === undefined ? {} : { witness }),
    ...(remembered === undefined ? {} : { remembered }),
    ...(consistency === undefined ? {} : { consistency }),
  };
}

function read(path: string): string {
  return readTextFile(path, MOST_TEXT);
}

function keep(files: ReadonlyMap<Option, string>, { remember, documents }: Extract<Verdict, { ok: true }>): void {
  const memory = files.get('--remember');
  if (memory !== undefined && remember !== undefined) writeFileSync(memory, remember);
  const folder = files.get('--account');
  if (folder === undefined) return;
  if (documents === undefined) throw new Error('no documents in this version 此版本不含文档');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'account.zh.html'), documents.zh);
  writeFileSync(join(folder, 'account.en.html'), documents.en);
}

function refuse(
  around: Surroundings,
  { reason }: { readonly reason: Reason },
  zhHead = '证据包不成立',
  enHead = 'The bundle is refused',
): number {
  const { code, at, zh, en } = reason;
  const place = at === '' ? '' : ` (${at})`;
  return complain(around, `${zhHead}：${zh}${place}\n${enHead}: ${en}${place} [${code}]`);
}

function complain(around: Surroundings, line: string): number {
  around.err(`${line}\n`);
  return 1;
}
