import { createServer } from 'node:net';

// Below the ports that Linux and macOS give to outgoing connections (32768 and up): one of those can be taken between the choice and the start, and
// while a server is down after a kill, even by whoever tries to reach it. Each worker of vitest has a stretch of its own.
const FIRST = 12_000;
const STRETCH = 2_000;
const WORKERS = 10;

let next = process.pid % STRETCH;

/** A port of 127.0.0.1 that nobody listens on, and that no outgoing connection takes until somebody does. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 0) % WORKERS;
  for (let tries = 0; tries < STRETCH; tries += 1) {
    next = (next + 1) % STRETCH;
    const port = FIRST + worker * STRETCH + next;
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
