import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEvidence, type Evidence } from '../../src/contexts/evidence/index.ts';
import { ManualClock } from '../../src/platform/clock.ts';
import type { Database } from '../../src/platform/database/index.ts';
import { Journal } from '../../src/platform/journal/index.ts';
import { openKeyring, type ServiceRing } from '../../src/platform/keyring/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { createTestDatabase } from './test-database.ts';

/** Two synthetic people. */
export const PERSON_A = '01890000-0000-7000-8000-00000000000a';
export const PERSON_B = '01890000-0000-7000-8000-00000000000b';

/** An evidence context on a database of its own, with a clock that stands still. */
export interface EvidenceHouse {
  readonly database: Database;
  /** For programs that open the same stores: the database's address and the directory of the service ring. */
  readonly url: string;
  readonly serviceKeys: string;
  readonly evidence: Evidence;
  readonly clock: ManualClock;
  readonly service: ServiceRing;
  readonly journal: Journal;
  /** Another server on the same database and keys. */
  another(): Evidence;
  /** Where the journal lies, and what seals it. */
  readonly journalPlace: { readonly directory: string; readonly secret: Buffer };
  /** The number of rows of a table. */
  count(table: string): Promise<number>;
  close(): Promise<void>;
}

/** Opens one; close it in `afterAll`. */
export async function openEvidenceHouse(contexts: readonly string[] = ['evidence']): Promise<EvidenceHouse> {
  const test = await createTestDatabase({ contexts });
  const directory = await mkdtemp(join(tmpdir(), 'zhinuo-keys-'));
  const clock = new ManualClock('2026-11-11T12:00:00.000Z');
  const { service } = openKeyring({ directory, clock });
  const { database } = test;
  const journalOptions = { directory: join(directory, 'journal'), secret: service.key('journal'), database, clock };
  // The log's own tests record what they please.
  const payloads = contexts.length === 1 ? ({ anyPayload: true } as const) : {};
  const another = () =>
    createEvidence({ clock, service, database, log: silentLogger(), origin: 'example.com/evidence', ...payloads });
  return {
    database,
    url: test.url,
    serviceKeys: directory,
    evidence: another(),
    clock,
    service,
    journal: new Journal({ ...journalOptions, log: silentLogger() }),
    another,
    journalPlace: { directory: journalOptions.directory, secret: journalOptions.secret },
    async count(table) {
      const row = await database.transaction((tx) =>
        tx.one<{ rows: number }>(`select count(*)::int as rows from ${table}`),
      );
      return row.rows;
    },
    async close() {
      await test.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
