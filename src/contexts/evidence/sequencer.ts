/** Milliseconds after which the sequencer looks by itself: what other servers recorded wakes nobody here. */
const LOOK = 500;
/** Milliseconds from the end of one step to the next at the earliest, however often it is woken: a step costs as much for one entry as for a hundred. */
const PACE = 250;

/** Runs the merge step when it is woken, at most four times a second, and every half second by itself; never two at once in this process. */
export class Sequencer {
  readonly #merge: () => Promise<number>;
  readonly #onError: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #stopping = false;
  #woken = false;
  #wakeable = false;
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
    if (this.#wakeable) this.#alarm?.();
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
      if (!this.#stopping) await this.#rest(PACE, false);
      if (!this.#woken && !this.#stopping) await this.#rest(LOOK - PACE, true);
    }
  }

  #rest(milliseconds: number, wakeable: boolean): Promise<void> {
    this.#wakeable = wakeable;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#alarm?.(), milliseconds);
      this.#alarm = () => {
        clearTimeout(timer);
        this.#alarm = undefined;
        resolve();
      };
    });
  }
}
