import { once } from 'node:events';
import { judgeLine, LINE_LIMIT, lineTooLong } from './judge-line.ts';
import { readLines } from './read-lines.ts';

// Answers are joined into larger writes; the reader waits when the consumer is slow, so memory stays flat.
const FLUSH_AT = 64 * 1024;

async function run(): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of a pipe may leave early (`head`); that is no failure.
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  let pending = '';
  let idle: NodeJS.Immediate | null = null;
  const flush = (): boolean => {
    const text = pending;
    pending = '';
    return text === '' || process.stdout.write(text);
  };
  for await (const line of readLines(process.stdin, LINE_LIMIT)) {
    if (line?.trim() === '') continue;
    pending += `${line === null ? lineTooLong() : judgeLine(line)}\n`;
    if (pending.length >= FLUSH_AT) {
      if (!flush()) await once(process.stdout, 'drain');
    } else if (idle === null) {
      // An interactive caller gets each answer without waiting for the buffer to fill.
      idle = setImmediate(() => {
        idle = null;
        flush();
      });
    }
  }
  flush();
}

await run();
