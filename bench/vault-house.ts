import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEvidence, evidenceMigrations } from '../src/contexts/evidence/index.ts';
import { createVault, type Vault, vaultMigrations } from '../src/contexts/vault/index.ts';
import { platformMigrations } from '../src/platform/backup/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import { Database, migrate } from '../src/platform/database/index.ts';
import { newRootKey, openKeyring, type VaultRing } from '../src/platform/keyring/index.ts';
import { silentLogger } from '../src/platform/logging.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/start-embedded-postgres.ts';

/** A vault without a gate, for what needs no permit, on a PostgreSQL of its own as a company runs it. */
export interface VaultHouse {
  readonly database: Database;
  readonly vault: Vault;
  readonly ring: VaultRing;
  close(): Promise<void>;
}

/** Opens one; `schema` is further SQL for the tables of a control. */
export async function openVaultHouse(schema = ''): Promise<VaultHouse> {
  const directory = mkdtempSync(join(tmpdir(), 'zhinuo-bench-vault-'));
  const log = silentLogger();
  const postgres = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres'), log });
  const database = new Database({ connection: postgres.connection, log, maxConnections: 8 });
  await migrate(database, [platformMigrations, evidenceMigrations, vaultMigrations]);
  if (schema !== '') await database.transaction((tx) => tx.execute(schema));
  const keyring = openKeyring({ directory: join(directory, 'keys'), clock: systemClock });
  keyring.vault.unseal(newRootKey());
  const { service, vault: ring } = keyring;
  const evidence = createEvidence({ clock: systemClock, service, database, log, origin: 'bench.invalid/log' });
  const gate = {
    usePersons: async () => {
      throw new Error('nobody asks the gate here');
    },
  };
  const vault = createVault({ clock: systemClock, ring, gate, evidence, log });
  return {
    database,
    vault,
    ring,
    async close() {
      await database.close();
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
