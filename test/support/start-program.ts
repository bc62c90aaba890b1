import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** A node process of its own, for tests that kill it. */
export interface Program {
  readonly process: ChildProcess;
  /** The next line of its standard output that satisfies `wanted`; rejects when it ends first. */
  line(wanted: (line: string) => boolean): Promise<string>;
  /** Sends SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
}

/**
 * Bundles the TypeScript program `entry` and runs it in a node of its own: the node 20 that we support does not strip types. The bundle lies
 * inside the checkout, so that packages are found.
 */
export async function startProgram(entry: URL, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Program> {
  const folder = fileURLToPath(new URL(`../../dist/.programs/${randomBytes(6).toString('hex')}/`, import.meta.url));
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: fileURLToPath(entry),
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: 'program.mjs' } },
    },
  });
  const child = spawn(process.execPath, [join(folder, 'program.mjs'), ...args], {
    env: { ...process.env, ...env },
    // Its input ends when this process does, also by a kill: what waits for that never outlives the test.
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      rmSync(folder, { recursive: true, force: true });
      resolve();
    });
  });
  const seen: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    seen.push(line);
    for (const look of waiting) look();
  });
  return {
    process: child,
    line: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = seen.find(wanted);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        ended.then(() => reject(new Error(`the program ended; it had said: ${seen.join(' | ')}`)));
        look();
      }),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
