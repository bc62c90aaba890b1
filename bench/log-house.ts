import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEvidence, type Evidence, evidenceMigrations } from '../src/contexts/evidence/index.ts';
import { platformMigrations } from '../src/platform/backup/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import { Database, type DatabaseOptions, migrate, type Tx } from '../src/platform/database/index.ts';
import { openKeyring } from '../src/platform/keyring/index.ts';
import { silentLogger } from '../src/platform/logging.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/start-embedded-postgres.ts';

/** A log on a PostgreSQL of its own, as a company runs it: fsync on, our settings. */
export interface LogHouse {
  readonly database: Database;
  readonly evidence: Evidence;
  /** For further pools and threads. */
  readonly connection: DatabaseOptions['connection'];
  /** Another server on the same log, which remembers nobody. */
  another(): Evidence;
  /** How many entries are recorded and not merged. */
  pending(): Promise<number>;
  /** How many entries are merged. */
  size(): Promise<number>;
  close(): Promise<void>;
}

/** Opens one; `schema` is further SQL for the tables of a control. */
export async function openLogHouse(schema = '', maxConnections = 16): Promise<LogHouse> {
  const directory = mkdtempSync(join(tmpdir(), 'zhinuo-bench-log-'));
  const log = silentLogger();
  const postgres = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres'), log });
  const database = new Database({ connection: postgres.connection, log, maxConnections });
  await migrate(database, [platformMigrations, evidenceMigrations]);
  if (schema !== '') await database.transaction((tx) => tx.execute(schema));
  const { service } = openKeyring({ directory: join(directory, 'keys'), clock: systemClock });
  const another = () =>
    createEvidence({ anyPayload: true, clock: systemClock, service, database, log, origin: 'bench.invalid/log' });
  const evidence = another();
  const number = (text: string): Promise<number> =>
    database.transaction((tx: Tx) => tx.one<{ value: number }>(text).then((row) => row.value), { readOnly: true });
  return {
    database,
    evidence,
    connection: postgres.connection,
    another,
    pending: () => pendingIn(database),
    size: () => number('select coalesce(max(size), 0)::bigint as value from evidence.checkpoint'),
    async close() {
      await evidence.stopSequencer();
      await database.close();
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** How many entries are recorded and not merged. */
export async function pendingIn(database: Database): Promise<number> {
  const text = 'select coalesce(sum(size), 0)::bigint as value from evidence.pending';
  const { value } = await database.transaction((tx) => tx.one<{ value: number }>(text), { readOnly: true });
  return value;
}

/** Waits until everything recorded is merged. */
export async function untilMerged({ pending, evidence }: Pick<LogHouse, 'pending' | 'evidence'>): Promise<void> {
  while ((await pending()) > 0) await evidence.mergePending();
}
