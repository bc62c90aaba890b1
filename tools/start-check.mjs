// `node tools/start-check.mjs [NODE]` starts the built server on an empty data directory with that Node, waits until it is ready, and stops it.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './build.mjs';

const LIMIT = 60_000;

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answersReady(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}

const node = process.argv[2] ?? process.execPath;
const data = mkdtempSync(join(tmpdir(), 'zhinuo-start-'));
writeFileSync(join(data, 'root-key'), randomBytes(32).toString('hex'), { mode: 0o600 });
const port = await freePort();
const server = spawn(node, [join(root, 'dist/src/main.js')], {
  env: {
    ...process.env,
    ZHINUO_DATA: join(data, 'store'),
    ZHINUO_PORT: String(port),
    ZHINUO_ROOT_KEY_FILE: join(data, 'root-key'),
  },
  stdio: ['ignore', 'inherit', 'inherit'],
});
const exited = new Promise((resolve) => server.once('exit', (code, signal) => resolve(code ?? signal)));
const deadline = performance.now() + LIMIT;
let ready = false;
while (!ready && performance.now() < deadline && server.exitCode === null) {
  ready = await answersReady(port);
  if (!ready) await new Promise((resolve) => setTimeout(resolve, 100));
}
server.kill('SIGTERM');
const code = await exited;
rmSync(data, { recursive: true, force: true });
console.log(ready ? `ready on ${node}, stopped with ${code}` : `not ready on ${node} within ${LIMIT / 1000} s`);
process.exit(ready && code === 0 ? 0 : 1);
