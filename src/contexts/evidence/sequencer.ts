/** Milliseconds after which the sequencer looks by itself: what other servers recorded wakes nobody here. */
const LOOK = 500;

/** Runs the merge step whenever it is woken, and every half second; never two at once in this process. */
export class Sequencer {
  readonly #merge: () => Promise<number>;
  readonly #onError: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #stopping = false;
  #woken = false;
  #alarm: (() => void) | undefined;

  constructor(merge: () => Promise<number>, onError: (error: unknown) => void) {
    this.#merge = merge;
    this.#onError = onError;
  }

  /** Starts; a second call changes nothing. */
  start(): void {
    if (this.#running !== undefined) return;
    this.#stopping = false;
    this.#running = this.#run();
  }

  /** Says that something is pending. Without a running sequencer it does nothing. */
  wake(): void {
    this.#woken = true;
    this.#alarm?.();
  }

  /** Finishes the current step and stops. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#alarm?.();
    await this.#running;
    this.#running = undefined;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#woken = false;
      try {
        await this.#merge();
      } catch (error) {
        // The entries stay pending; the next round tries again.
        this.#onError(error);
      }
      if (!this.#woken && !this.#stopping) await this.#rest();
    }
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#alarm?.(), LOOK);
      this.#alarm = () => {
        clearTimeout(timer);
        this.#alarm = undefined;
        resolve();
      };
    });
  }
}
