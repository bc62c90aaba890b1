import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import type { SqlValue } from '../segment/domain/compile-sql.ts';
import type { LoggedEvent } from './event-log.ts';

// No extension is ever fetched and no other file read: the server calls no host that is not configured.
const SETTINGS = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  enable_external_access: 'false',
  threads: '2',
  memory_limit: '1GB',
};

/** Everything that DuckDB holds (decision 0008): ordinals, times, declared non-identifying columns and generalised traits. */
const TABLES = [
  'create table if not exists event (ordinal integer not null, name varchar not null, happened_at timestamp not null, quantity integer, amount_fen bigint)',
  'create table if not exists trait (ordinal integer not null, name varchar not null, value varchar not null)',
  'create table if not exists cluster_member (ordinal integer not null, head integer not null)',
  'create table if not exists event_class (ordinal integer not null, name varchar not null, happened_at timestamp not null, class varchar not null)',
  'create table if not exists computed (ordinal integer not null, code varchar not null, number double, word varchar, computed_at timestamp not null)',
  'create table if not exists feed (position bigint not null, mark varchar not null)',
  `insert into feed select 0, '' where not exists (select 1 from feed)`,
];

/** Who goes along with the mover: told of each batch once it is durable, in the mover's turn. */
export interface Follower {
  moved(events: readonly LoggedEvent[]): void;
  /** The file is filled again from the beginning. */
  restarted(): void;
}

/** The DuckDB file, which belongs to this process alone; opened when it is first needed. */
export class Analytics {
  readonly #path: string;
  #instance: Promise<DuckDBInstance> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  /** Whether the mover has made sure that the file belongs to this log. */
  isChecked = false;
  readonly #followers: Follower[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  /** Goes along with the mover from now on. */
  follow(follower: Follower): void {
    this.#followers.push(follower);
  }

  /** What the mover tells. */
  get followers(): readonly Follower[] {
    return this.#followers;
  }

  /** Runs `work` on a connection of its own; temporary tables end with it. */
  async connected<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    this.#instance ??= this.#open();
    const connection = await (await this.#instance).connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  }

  /** The same for writers, one after the other: two that move the same events would collide. */
  async exclusively<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const turn = this.#turn.then(() => this.connected(work));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Closes the file after the writer that is at work. */
  async close(): Promise<void> {
    await this.#turn;
    const instance = await this.#instance?.catch(() => undefined);
    this.#instance = undefined;
    instance?.closeSync();
  }

  async #open(): Promise<DuckDBInstance> {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const instance = await DuckDBInstance.create(this.#path, SETTINGS);
    const connection = await instance.connect();
    try {
      for (const statement of TABLES) await connection.run(statement);
    } finally {
      connection.closeSync();
    }
    return instance;
  }
}

/** A parameter as DuckDB takes it; instants are UTC timestamps without zone. */
export function toDuckValue(value: SqlValue): DuckDBValue {
  return value instanceof Date ? toTimestamp(value) : value;
}

/** An instant as DuckDB's TIMESTAMP, in microseconds of UTC. */
export function toTimestamp(instant: Date): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(instant.getTime()) * 1000n);
}
