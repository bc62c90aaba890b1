import type { Clock } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging.ts';
import { addAlarms } from '../store/alarm-table.ts';

/**
 * What smells of tampering. The act that met it rolls back, so alarms are noted in memory and written apart from it, within a second. They name
 * a kind of thing ("mobile", "person key"), never whose.
 */
export class AlarmBook {
  readonly #clock: Clock;
  readonly #log: Logger;
  #counts = new Map<string, number>();
  #raised = 0;

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  /** How many this process has raised. */
  get raised(): number {
    return this.#raised;
  }

  raise(what: string, sentence: string): void {
    this.#raised += 1;
    this.#log.error({ alarm: 'vault.integrity', what }, sentence);
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  /** Writes what was raised since the last time. */
  async flush(tx: Tx): Promise<void> {
    if (this.#counts.size === 0) return;
    const counts = this.#counts;
    await addAlarms(tx, [...counts], this.#clock.now());
    tx.afterCommit(() => {
      for (const [what, count] of counts) {
        const left = (this.#counts.get(what) ?? 0) - count;
        if (left > 0) this.#counts.set(what, left);
        else this.#counts.delete(what);
      }
    });
    // A snapshot: what is raised while this waits is counted the next time.
    this.#counts = new Map(counts);
  }
}
