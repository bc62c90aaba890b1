import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiClient } from '../../src/cli/demo/api-client.ts';
import { connectWebhooks, type ProductFiles } from './running-product.ts';
import { until } from './until.ts';

const SERVER = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

/** The built server in a process of its own, on its own embedded PostgreSQL. */
export interface ChildProduct {
  readonly process: ChildProcess;
  readonly api: ApiClient;
  /** What it has written to its outputs. */
  output(): string;
  /** Resolves when the server answers that it is ready; rejects with its output when it has ended. */
  ready(): Promise<void>;
  /** SIGKILL to node; resolves when it is gone. PostgreSQL stays behind. */
  kill(): Promise<void>;
  /** SIGKILL to the postmaster, once it has been started again if it was killed before; the server is expected to start it again. */
  killPostgres(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts the built server on these files; `fileBlocks` limits the length of every file it writes, in units of `ulimit -f`. Resolves when it is
 * ready; rejects with its output when it ends before.
 */
export async function startChild(
  files: ProductFiles,
  changes: Readonly<Record<string, string>> = {},
  fileBlocks?: number,
): Promise<ChildProduct> {
  const { PATH = '' } = process.env;
  const env = { PATH, ZHINUO_SENDING_HOURS: '0-24', ...files.environment, ...changes };
  const command = [process.execPath, SERVER] as const;
  // `exec`, so that the process that is killed is node.
  const limited = ['sh', '-c', 'ulimit -S -f "$0" && exec "$@"', String(fileBlocks), ...command] as const;
  const [program, ...parameters] = fileBlocks === undefined ? command : limited;
  const child = spawn(program, parameters, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const output = () => Buffer.concat(chunks).toString('utf8');
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const api = new ApiClient(files.base, files.apiKey);
  let killed: number | undefined;
  const ready = () =>
    until(async () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server ended: ${output()}`);
      // An answer of the moment of the kill says nothing yet.
      if (killed !== undefined && postmasterOf(files.data) === killed) return false;
      const answer = await fetch(`${files.base}/readyz`).catch(() => undefined);
      await answer?.arrayBuffer();
      return answer?.status === 200;
    }).then(() => undefined);
  await ready();
  await connectWebhooks(files, api);
  return {
    process: child,
    api,
    output,
    ready,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async killPostgres() {
      // Its file stays behind with it: until the next one has written its own, it names the one that is dead.
      killed = await until(() => {
        const postmaster = postmasterOf(files.data);
        return postmaster !== killed && postmaster;
      });
      process.kill(killed, 'SIGKILL');
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

// Undefined between its going and its coming.
function postmasterOf(data: string): number | undefined {
  try {
    return Number(readFileSync(join(data, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]) || undefined;
  } catch {
    return undefined;
  }
}
