import { readFileSync } from 'node:fs';
import { AgeError, ageDecrypt } from '../platform/age/index.ts';
import { readPassphrase } from './read-passphrase.ts';
import { runCommand } from './run-command.ts';

const USAGE = `用法：npm run --silent open-export -- 文件 > 名单.csv
口令（或 AGE-SECRET-KEY-1…）从标准输入读取；文件为 age 格式，也可用 age、rage 等工具打开。
Usage: npm run --silent open-export -- FILE > list.csv
The passphrase (or AGE-SECRET-KEY-1…) is read from standard input; the file is in the age format, which age, rage and others open too.`;

await runCommand(async () => {
  const [file] = process.argv.slice(2);
  if (file === undefined) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 1;
    return;
  }
  const secret = (await readPassphrase('口令 / passphrase: ')).trim();
  try {
    const by = secret.startsWith('AGE-SECRET-KEY-1') ? { identity: secret } : { passphrase: secret };
    process.stdout.write(ageDecrypt(by, readFileSync(file)));
  } catch (error) {
    if (!(error instanceof AgeError)) throw error;
    process.stderr.write(`无法打开：口令不符，或文件已损坏。\nIt can't be opened: ${error.message}.\n`);
    process.exitCode = 1;
  }
});
