import { ConfigError } from '../config.ts';
import { Failure } from '../platform/failure.ts';

/** Runs a command: an expected refusal is said in both languages on standard error and ends with status 1, without a stack. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else if (error instanceof Failure) process.stderr.write(`${error.title.zh}\n${error.title.en}\n`);
    else throw error;
    process.exitCode = 1;
  }
}

/** The only argument of a command, or a usage line and status 2. */
export function onlyArgument(usage: string): string {
  const [argument, ...others] = process.argv.slice(2);
  if (argument !== undefined && others.length === 0 && !argument.startsWith('-')) return argument;
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}
