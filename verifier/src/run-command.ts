import { readFileSync, statSync } from 'node:fs';
import { MOST_TEXT, type Verdict, verify } from './verify.ts';

const USAGE = '用法 Usage: npm run --silent verify -- BUNDLE [--key FILE]';

/** Where the command writes, and its clock. */
export interface Surroundings {
  readonly now: Date;
  out(text: string): void;
  err(text: string): void;
}

/** Runs `verify BUNDLE [--key FILE]`; returns the exit code: 0 verified, 1 refused or not readable. */
export function runCommand(args: readonly string[], around: Surroundings): number {
  const files = readArguments(args);
  if (files === undefined) return complain(around, USAGE);
  let bundle: string;
  let key: string | undefined;
  try {
    bundle = read(files.bundle);
    key = files.key === undefined ? undefined : read(files.key);
  } catch (error) {
    return complain(around, `无法读取文件 Cannot read the file: ${(error as Error).message}`);
  }
  return report(around, verify(bundle, { now: around.now, ...(key === undefined ? {} : { key }) }));
}

function readArguments(args: readonly string[]): { bundle: string; key?: string } | undefined {
  const at = args.indexOf('--key');
  const key = at < 0 ? undefined : args[at + 1];
  const rest = at < 0 ? args : args.filter((_, place) => place !== at && place !== at + 1);
  const [bundle] = rest;
  if (bundle === undefined || rest.length !== 1 || bundle.startsWith('--') || (at >= 0 && key === undefined))
    return undefined;
  return key === undefined ? { bundle } : { bundle, key };
}

function read(path: string): string {
  if (statSync(path).size > MOST_TEXT) throw new Error('too large 过大');
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
}

function report(around: Surroundings, verdict: Verdict): number {
  if (verdict.ok) {
    around.out(`${verdict.account.zh}\n\n${verdict.account.en}\n`);
    return 0;
  }
  const { code, at, zh, en } = verdict.reason;
  const place = at === '' ? '' : ` (${at})`;
  return complain(around, `证据包不成立：${zh}${place}\nThe bundle is refused: ${en}${place} [${code}]`);
}

function complain(around: Surroundings, line: string): number {
  around.err(`${line}\n`);
  return 1;
}
