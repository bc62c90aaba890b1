import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll } from 'vitest';

/** A node process of its own, for tests that kill it. */
export interface Program {
  readonly process: ChildProcess;
  /** The first line of its standard output that satisfies `wanted`; rejects when it ends first. */
  line(wanted: (line: string) => boolean): Promise<string>;
  /** What it has said so far. */
  readonly said: readonly string[];
  /** Sends SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
}

const bundles = new Map<string, { readonly folder: string; readonly built: Promise<unknown> }>();
afterAll(() => {
  for (const { folder } of bundles.values()) rmSync(folder, { recursive: true, force: true });
});

/** The bundle of a program, made once for the file of tests that starts it however often. It lies inside the checkout, so that packages are found. */
async function bundleOf(entry: URL): Promise<string> {
  const made = bundles.get(entry.href) ?? makeBundle(entry);
  bundles.set(entry.href, made);
  await made.built;
  return join(made.folder, 'program.mjs');
}

function makeBundle(entry: URL): { readonly folder: string; readonly built: Promise<unknown> } {
  const folder = fileURLToPath(new URL(`../../dist/.programs/${randomBytes(6).toString('hex')}/`, import.meta.url));
  const output = { entryFileNames: 'program.mjs' };
  const built = build({
    configFile: false,
    logLevel: 'silent',
    build: { ssr: fileURLToPath(entry), outDir: folder, rolldownOptions: { output } },
  });
  return { folder, built };
}

/** Runs the TypeScript program `entry`, bundled, in a node of its own: the node 20 that we support does not strip types. */
export async function startProgram(entry: URL, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Program> {
  const child = spawn(process.execPath, [await bundleOf(entry), ...args], {
    env: { ...process.env, ...env },
    // Its input ends when this process does, also by a kill: what waits for that never outlives the test.
    stdio: 'pipe',
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  // Later than its end: by then everything that it has said is read.
  const closed = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  // What it complained of last belongs to the failure that its end is.
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    complaint = (complaint + part).slice(-4_000);
  });
  const seen: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    seen.push(line);
    for (const look of waiting) look();
  });
  return {
    process: child,
    said: seen,
    line: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = seen.find(wanted);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        closed.then((how) =>
          reject(new Error(`the program ended (${how}); it had said: ${seen.slice(-20).join(' | ')}\n${complaint}`)),
        );
      }),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
