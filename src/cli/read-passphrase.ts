import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/**
 * A passphrase from standard input: typed without echo on a terminal, else the first line. Never from an argument or the environment, where
 * other processes can read it.
 */
export async function readPassphrase(
  prompt: string,
  input: NodeJS.ReadableStream & { isTTY?: boolean } = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = input.isTTY === true;
  if (terminal) output.write(prompt);
  const lines = createInterface({ input, output: silent, terminal });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    if (terminal) output.write('\n');
  }
}
