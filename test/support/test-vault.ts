import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Permit } from '../../src/contexts/consent/index.ts';
import type { FieldCode } from '../../src/contexts/register/index.ts';
import { createVault, type Vault } from '../../src/contexts/vault/index.ts';
import type { Tx } from '../../src/platform/database/index.ts';
import { type Keyring, newRootKey, openKeyring } from '../../src/platform/keyring/index.ts';
import { createLogger, type Logger } from '../../src/platform/logging.ts';
import { type GateWorld, openGateWorld } from './gate-world.ts';

/** An open vault behind a real gate, on a database of its own. */
export interface TestVault extends GateWorld {
  readonly keyring: Keyring;
  readonly rootKey: Buffer;
  readonly keyDirectory: string;
  readonly vault: Vault;
  readonly log: Logger;
  /** What has been logged, a JSON line each. */
  readonly logLines: string[];
  /** What the vault has put into the trail of staff acts. */
  readonly staffActs: { by: string; act: string; subject?: string }[];
  /** Ids of new customers whom the gate knows and who have keys. */
  newPersons(tx: Tx, count: number): Promise<string[]>;
  /** The gate's permit to collect for customer administration. */
  collect(tx: Tx, persons: readonly string[], fields: readonly FieldCode[]): Promise<Permit>;
  /** The gate's permit to use for customer administration (1,000 people at most). */
  use(tx: Tx, persons: readonly string[], fields: readonly FieldCode[]): Promise<Permit>;
  /** A vault on the same database and keys with nothing in its memory yet. */
  anotherServer(): Vault;
}

/** Opens one; close it in `afterAll`. */
export async function openTestVault(further: readonly string[] = []): Promise<TestVault> {
  const world = await openGateWorld(['vault', ...further]);
  const { clock, evidence, gate } = world;
  const base = mkdtempSync(join(tmpdir(), 'zhinuo-vault-'));
  const keyDirectory = join(base, 'keys');
  const keyring = openKeyring({ directory: keyDirectory, clock });
  const rootKey = newRootKey();
  keyring.vault.unseal(rootKey);
  const logLines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => logLines.push(line) } });
  const staffActs: TestVault['staffActs'] = [];
  const noteStaffAct = async (_tx: Tx, act: { by: string; act: string; subject?: string }) => {
    staffActs.push(act);
  };
  const anotherServer = () => createVault({ clock, ring: keyring.vault, gate, evidence, log, noteStaffAct });
  const vault = anotherServer();
  const activity = 'customer-administration';
  return {
    ...world,
    keyring,
    rootKey,
    keyDirectory,
    vault,
    log,
    logLines,
    staffActs,
    anotherServer,
    async newPersons(tx, count) {
      const persons = await vault.createPersons(tx, count);
      await gate.registerSubjects(
        tx,
        persons.map((person) => ({ person, role: 'customer' })),
      );
      return persons;
    },
    collect: (tx, persons, fields) => gate.collect(tx, { activity, source: 'form', fields, persons }),
    async use(tx, persons, fields) {
      const { permit } = await gate.usePersons(tx, { activity, operation: 'use', fields, persons, by: 'test' });
      if (permit === null) throw new Error('the gate refused everyone');
      return permit;
    },
    async close() {
      await world.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}
