import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ensureBuilt } from './built-server.ts';

/** Far beyond any verification of a small file, in milliseconds: a thread that is silent for so long hangs. */
const SILENCE = 150_000;

const PROGRAM = `
  import { parentPort, workerData } from 'node:worker_threads';
  const { verify } = await import(workerData);
  parentPort.on('message', ({ bytes, key }) => {
    let text;
    try {
      // As the command reads its file.
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      parentPort.postMessage({ ok: false, why: 'not text' });
      return;
    }
    const verdict = verify(text, { key });
    parentPort.postMessage(verdict.ok ? { ok: true } : { ok: false, why: verdict.reason.code });
  });
`;

/** The verifier in a thread of its own, so that one that hangs or dies is a failed test and not a test that never ends. */
export class VerifyingThread {
  readonly #worker: Worker;

  constructor() {
    ensureBuilt();
    const verifier = new URL('../../dist/verifier/src/verify.js', import.meta.url).href;
    const program = new URL(`data:text/javascript,${encodeURIComponent(PROGRAM)}`);
    this.#worker = new Worker(program, { workerData: verifier, resourceLimits: { maxOldGenerationSizeMb: 256 } });
  }

  /** Whether the verifier accepts the file against the key; throws when it dies, says nothing, or can't say why it refuses. */
  async accepts(bytes: Buffer, key: string): Promise<boolean> {
    this.#worker.postMessage({ bytes, key });
    const [answer] = await once(this.#worker, 'message', { signal: AbortSignal.timeout(SILENCE) });
    if (!answer.ok && (answer.why === '' || answer.why === 'unreadable'))
      throw new Error('refused for a reason that the verifier did not foresee');
    return answer.ok;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
