import { randomUUID } from 'node:crypto';
import type { Database } from '../../../../platform/database/index.ts';
import { completeUpTo, type LoggedEvent, readEvent, readEvents } from '../../events/event-log.ts';
import { withReplays } from '../../events/with-replays.ts';
import type { Definition } from '../domain/definition.ts';
import type { OutsideSets } from '../outside-sets.ts';
import { ClickhouseClient, type ClickhouseOptions } from './clickhouse-client.ts';
import { compileClickhouse } from './compile-clickhouse.ts';

/** What ClickHouse holds: what decision 0008 lets DuckDB hold, with the number of each entry of the log. */
const TABLES = [
  `create table if not exists zhinuo_event (ordinal UInt32, name LowCardinality(String), happened_at DateTime64(3, 'UTC'),
     amount_fen Nullable(Int64), seq UInt64) engine = MergeTree order by (name, ordinal, happened_at, seq)`,
  `create table if not exists zhinuo_trait (ordinal UInt32, name LowCardinality(String), value String, seq UInt64)
     engine = MergeTree order by (name, ordinal, seq)`,
  'create table if not exists zhinuo_head (ordinal UInt32, head UInt32, seq UInt64) engine = MergeTree order by (ordinal, seq)',
  'create table if not exists zhinuo_feed (position UInt64, mark String) engine = MergeTree order by position',
];
const FED = ['zhinuo_event', 'zhinuo_trait', 'zhinuo_head'] as const;
const BATCH = 50_000;
/** People who are forgotten by one statement: a parameter stands in the address, and a server takes 128 KB of one. */
const FORGOTTEN_AT_ONCE = 5_000;

// The last value of a trait counts, the last head of a record; an empty one is none.
const TRAITS = `(select ordinal, name, argMax(zhinuo_trait.value, seq) as value from zhinuo_trait group by ordinal, name having value <> '')`;
const HEADS =
  '(select ordinal, argMax(zhinuo_head.head, seq) as head from zhinuo_head group by ordinal having head <> 0)';

/** Events and traits in ClickHouse, fed from the log, and segments computed over them. */
export class ClickhouseStore {
  readonly #client: ClickhouseClient;
  readonly #database: Database;
  #opened: Promise<void> | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(url: string, database: Database) {
    this.#client = new ClickhouseClient(url);
    this.#database = database;
  }

  /** Brings the log over; returns how many entries. Calls wait for each other. */
  feed(): Promise<number> {
    const run = this.#turn.then(() => this.#feed());
    this.#turn = run.catch(() => undefined);
    return run;
  }

  /** Ordinals among `permitted` that match, ascending, by what has been brought over. */
  async matching(
    definition: Definition,
    permitted: Uint32Array,
    now: Date,
    sets: OutsideSets = new Map(),
  ): Promise<Uint32Array> {
    await this.#open();
    const session = `zhinuo-${randomUUID()}`;
    await this.#load('permitted', permitted, session);
    const outside = new Map<string, string>();
    for (const [key, ordinals] of sets) {
      const table = `outside_${outside.size}`;
      await this.#load(table, ordinals, session);
      outside.set(key, table);
    }
    const clustered = (await this.#client.column(`select 1::UInt32 from ${HEADS} limit 1`)).length > 0;
    if (clustered) await this.#humans(session, [...outside.values()]);
    const of = (table: string) => (clustered ? `human_${table}` : table);
    const tables = {
      events: clustered ? HUMAN_EVENTS : 'zhinuo_event',
      traits: clustered ? HUMAN_TRAITS : TRAITS,
      population: of('permitted'),
      outside: new Map([...outside].map(([key, table]) => [key, of(table)])),
    };
    const { sql, parameters } = compileClickhouse(definition, now, tables);
    const among = `ordinal in (select ordinal from ${tables.population})`;
    const found = await this.#client.column(`select distinct toUInt32(ordinal) from (${sql}) where ${among}`, {
      parameters,
      session,
    });
    return found.sort();
  }

  async #humans(session: string, outside: readonly string[]): Promise<void> {
    const run = (sql: string) => this.#client.run(sql, { session });
    await run(
      `create temporary table human as select ordinal, min(ordinal) over (partition by head) as human
         from ${HEADS} where ordinal in (select ordinal from permitted)`,
    );
    for (const table of ['permitted', ...outside])
      await run(
        `create temporary table human_${table} as select distinct if(h.human = 0, t.ordinal, h.human) as ordinal
           from ${table} as t left join human as h on h.ordinal = t.ordinal`,
      );
  }

  async #load(table: string, ordinals: Uint32Array, session: string): Promise<void> {
    const options: ClickhouseOptions = { session };
    await this.#client.run(`create temporary table ${table} (ordinal UInt32)`, options);
    if (ordinals.length === 0) return;
    const body = Buffer.alloc(ordinals.length * 4);
    for (const [place, ordinal] of ordinals.entries()) body.writeUInt32LE(ordinal, place * 4);
    await this.#client.run(`insert into ${table} format RowBinary`, { ...options, body });
  }

  #open(): Promise<void> {
    this.#opened ??= this.#create().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  // What a feed that broke off wrote behind its position is taken away: it comes again with the next batch.
  async #create(): Promise<void> {
    for (const table of TABLES) await this.#client.run(table);
    const { position, mark } = await this.#position();
    const entry =
      position === 0
        ? undefined
        : await this.#database.transaction((tx) => readEvent(tx, position), { readOnly: true });
    const another = position > 0 && markOf(entry) !== mark;
    if (another) await this.#client.run('truncate table zhinuo_feed');
    else await this.#client.run('delete from zhinuo_feed where position < {p1:UInt64}', upTo(position));
    for (const table of FED)
      if (another) await this.#client.run(`truncate table ${table}`);
      else await this.#client.run(`delete from ${table} where seq > {p1:UInt64}`, upTo(position));
  }

  async #position(): Promise<{ position: number; mark: string }> {
    const answer = await this.#client.run(
      'select position, mark from zhinuo_feed order by position desc limit 1 format TabSeparatedRaw',
    );
    const [position = '', mark = ''] = answer.toString('utf8').trimEnd().split('\t');
    return { position: Number(position), mark };
  }

  async #feed(): Promise<number> {
    await this.#open();
    try {
      const complete = await this.#database.transaction(completeUpTo, { readOnly: true });
      let { position } = await this.#position();
      let fed = 0;
      for (;;) {
        const from = position;
        const events = await this.#database.transaction((tx) => readEvents(tx, from, complete, BATCH), {
          readOnly: true,
        });
        const last = events.at(-1);
        if (last === undefined) return fed;
        await this.#apply(await withReplays(this.#database, events));
        const row = Buffer.from(`${last.seq}\t${markOf(last)}\n`);
        await this.#client.run('insert into zhinuo_feed format TabSeparated', { body: row });
        position = last.seq;
        fed += events.length;
      }
    } catch (error) {
      // Some of the batch may be there: the next time begins by taking it away.
      this.#opened = undefined;
      throw error;
    }
  }

  async #apply(events: readonly LoggedEvent[]): Promise<void> {
    let waiting: LoggedEvent[] = [];
    let gone: number[] = [];
    for (const event of events) {
      if (event.name === '$erased') {
        await this.#insert(waiting);
        waiting = [];
        gone.push(event.ordinal);
        continue;
      }
      if (event.name === '$retracted') {
        await this.#insert(waiting);
        waiting = [];
        await this.#forget([event.ordinal], ['zhinuo_event']);
        continue;
      }
      await this.#forget(gone);
      gone = [];
      waiting.push(event);
    }
    await this.#forget(gone);
    await this.#insert(waiting);
  }

  async #forget(ordinals: readonly number[], tables: readonly string[] = FED): Promise<void> {
    for (let from = 0; from < ordinals.length; from += FORGOTTEN_AT_ONCE) {
      const some = ordinals.slice(from, from + FORGOTTEN_AT_ONCE);
      const p1 = { type: 'Array(UInt32)', value: `[${some.join(',')}]` } as const;
      for (const table of tables)
        await this.#client.run(`delete from ${table} where has({p1:Array(UInt32)}, ordinal)`, { parameters: { p1 } });
    }
  }

  async #insert(events: readonly LoggedEvent[]): Promise<void> {
    const rows = { zhinuo_event: [] as string[], zhinuo_trait: [] as string[], zhinuo_head: [] as string[] };
    for (const { seq, ordinal, name, at, amountFen, value } of events) {
      if (name === '$head') rows.zhinuo_head.push(JSON.stringify({ ordinal, head: Number(value ?? 0), seq }));
      else if (name.startsWith('$trait.') || name.startsWith('$tag.'))
        rows.zhinuo_trait.push(JSON.stringify({ ordinal, name: traitName(name), value: value ?? '', seq }));
      else if (!name.startsWith('$'))
        rows.zhinuo_event.push(
          JSON.stringify({
            ...{ ordinal, name, seq },
            happened_at: at.toISOString().slice(0, 23).replace('T', ' '),
            amount_fen: amountFen,
          }),
        );
    }
    for (const table of FED)
      if (rows[table].length > 0)
        await this.#client.run(`insert into ${table} format JSONEachRow`, {
          body: Buffer.from(rows[table].join('\n')),
        });
  }
}

const HUMAN_EVENTS = `(select if(h.human = 0, e.ordinal, h.human) as ordinal, e.name as name, e.happened_at as happened_at, e.amount_fen as amount_fen
  from zhinuo_event as e left join human as h on h.ordinal = e.ordinal where e.ordinal in (select ordinal from permitted))`;
const HUMAN_TRAITS = `(select if(h.human = 0, t.ordinal, h.human) as ordinal, t.name as name, t.value as value
  from ${TRAITS} as t left join human as h on h.ordinal = t.ordinal where t.ordinal in (select ordinal from permitted))`;

// As the mover to DuckDB names them: a tag stands among the traits with "tag." before it.
function traitName(name: string): string {
  return name.startsWith('$tag.') ? name.slice(1) : name.slice('$trait.'.length);
}

function upTo(position: number): ClickhouseOptions {
  return { parameters: { p1: { type: 'UInt64', value: String(position) } } };
}

function markOf(event: LoggedEvent | undefined): string {
  // A name may hold a backslash, which begins an escape in TabSeparated.
  return event === undefined ? '' : `${event.ordinal}|${encodeURIComponent(event.name)}|${event.at.getTime()}`;
}
