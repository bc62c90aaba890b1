import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { ClickhouseParameter } from './compile-clickhouse.ts';

/** How long a statement may take, in milliseconds. */
const LONGEST_MS = 60_000;

/** ClickHouse answered an error, or nothing; the message has no values of the statement. */
export class ClickhouseError extends Error {
  readonly status: number;

  constructor(status: number, code: string) {
    super(`ClickHouse answered ${status}${code === '' ? '' : ` (code ${code})`}`);
    this.name = 'ClickhouseError';
    this.status = status;
  }
}

/** What goes with a statement. */
export interface ClickhouseOptions {
  readonly parameters?: Readonly<Record<string, ClickhouseParameter>>;
  /** Temporary tables live as long as the session. */
  readonly session?: string;
  /** Rows of an insert, in the format that the statement names. */
  readonly body?: Buffer;
}

/** ClickHouse's documented HTTP interface at the configured address and no other; user and password stand in it. */
export class ClickhouseClient {
  readonly #url: URL;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  /** Runs a statement; returns the bytes of its answer. Throws `ClickhouseError`. */
  run(sql: string, options: ClickhouseOptions = {}): Promise<Buffer> {
    const { parameters = {}, session, body } = options;
    const target = new URL(this.#url);
    target.username = '';
    target.password = '';
    const search = target.searchParams;
    // So that a deletion or an insert is done when it is answered.
    search.set('mutations_sync', '1');
    search.set('lightweight_deletes_sync', '1');
    // So that a statement that fails behind its first rows is answered as an error, not as rows with an error's text behind them.
    search.set('wait_end_of_query', '1');
    // An answered insert is there, and a batch that comes again after a break is not taken for a repeated one: replicated tables know blocks by their digests.
    search.set('async_insert', '0');
    search.set('insert_deduplicate', '0');
    // A join that finds nobody gives zeroes, whatever the user's profile says.
    search.set('join_use_nulls', '0');
    if (session !== undefined) search.set('session_id', session);
    for (const [name, { value }] of Object.entries(parameters)) search.set(`param_${name}`, escaped(value));
    if (body !== undefined) search.set('query', sql);
    const headers = {
      'x-clickhouse-user': decodeURIComponent(this.#url.username) || 'default',
      'x-clickhouse-key': decodeURIComponent(this.#url.password),
    };
    return send(target, headers, body ?? Buffer.from(sql, 'utf8'));
  }

  /** Runs a query of one unsigned 32-bit column and returns it. */
  async column(sql: string, options: ClickhouseOptions = {}): Promise<Uint32Array> {
    const bytes = await this.run(`${sql} format RowBinary`, options);
    if (bytes.length % 4 !== 0) throw new ClickhouseError(200, '');
    const values = new Uint32Array(bytes.length / 4);
    for (let place = 0; place < values.length; place += 1) values[place] = bytes.readUInt32LE(place * 4);
    return values;
  }
}

// A parameter's text is read as TabSeparated, where a backslash begins an escape.
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
}

function send(target: URL, headers: Record<string, string>, body: Buffer): Promise<Buffer> {
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const call = request(target, { method: 'POST', headers, timeout: LONGEST_MS }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const code = String(answer.headers['x-clickhouse-exception-code'] ?? '');
        if (answer.statusCode === 200 && code === '') resolve(Buffer.concat(parts));
        else reject(new ClickhouseError(answer.statusCode ?? 0, code));
      });
    });
    call.on('timeout', () => call.destroy(new ClickhouseError(0, '')));
    call.on('error', reject);
    call.end(body);
  });
}
