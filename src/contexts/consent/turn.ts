/** How long work goes on before others have their turn, in milliseconds. */
export const TURN_MS = 3;

/** Measures how long work has held the event loop, on the clock: what takes longer on a loaded machine is cut into more pieces there. */
export class Turn {
  #begun = performance.now();

  /** Whether it is the others' turn. */
  get over(): boolean {
    return performance.now() - this.#begun >= TURN_MS;
  }

  /** Lets whatever waits run, and begins another turn. */
  async pass(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#begun = performance.now();
  }
}
