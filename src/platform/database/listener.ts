import pg from 'pg';
import { errorWithoutValues } from '../error-without-values.ts';
import type { DatabaseOptions } from './database.ts';

const AGAIN_MS = 1_000;

/**
 * A connection of its own that waits for notifications on one channel and connects again when it is lost. Notifications may be lost, so they can
 * only be wake-ups. `channel` is an SQL identifier.
 */
export class Listener {
  readonly #options: Pick<DatabaseOptions, 'connection' | 'log'>;
  readonly #channel: string;
  readonly #heard: () => void;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: Pick<DatabaseOptions, 'connection' | 'log'>, channel: string, heard: () => void) {
    this.#options = options;
    this.#channel = channel;
    this.#heard = heard;
  }

  /** Begins to listen; does not wait until it does. */
  start(): void {
    void this.#connect();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const { connection, log } = this.#options;
    const where = typeof connection === 'string' ? { connectionString: connection } : connection;
    const client = new pg.Client({ ...where, application_name: 'zhinuo listener', keepAlive: true });
    this.#client = client;
    const lost = () => {
      if (this.#closed || this.#client !== client) return;
      this.#client = undefined;
      client.end().catch(() => undefined);
      this.#timer = setTimeout(() => void this.#connect(), AGAIN_MS);
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', () => this.#heard());
    try {
      await client.connect();
      await client.query(`listen ${this.#channel}`);
      // What was notified while nobody listened.
      this.#heard();
    } catch (error) {
      log.warn({ error: errorWithoutValues(error) }, 'wake-ups are not heard for now');
      lost();
    }
  }
}
