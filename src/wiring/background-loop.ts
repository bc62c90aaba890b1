import { errorWithoutValues } from '../platform/error-without-values.ts';
import type { Logger } from '../platform/logging.ts';

/** Work that is repeated until it is stopped. */
export interface BackgroundLoop {
  /** Waits for the step under way. */
  stop(): Promise<void>;
}

/** Repeats `step` with a pause of `milliseconds` after each; a step that throws is logged and tried again. */
export function startLoop(
  name: string,
  milliseconds: number,
  log: Logger,
  step: () => Promise<unknown>,
): BackgroundLoop {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const next = () => {
    running = step().catch((error: unknown) => {
      log.error({ loop: name, error: errorWithoutValues(error) }, 'a background step failed');
    });
    void running.then(() => {
      if (!stopped) timer = setTimeout(next, milliseconds);
    });
  };
  next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
