import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gate, Permit } from '../../src/contexts/consent/index.ts';
import { mintPermit } from '../../src/contexts/consent/permit.ts';
import { createEvidence, type Evidence } from '../../src/contexts/evidence/index.ts';
import type { FieldCode } from '../../src/contexts/register/index.ts';
import { createVault, type Vault } from '../../src/contexts/vault/index.ts';
import { ManualClock } from '../../src/platform/clock.ts';
import type { Tx } from '../../src/platform/database/index.ts';
import { type Keyring, newRootKey, openKeyring } from '../../src/platform/keyring/index.ts';
import { createLogger, type Logger } from '../../src/platform/logging.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/** A vault over a real database, with keys in a temporary directory and a gate that knows the people it is told. */
export interface TestVault {
  readonly test: TestDatabase;
  readonly clock: ManualClock;
  readonly keyring: Keyring;
  readonly rootKey: Buffer;
  readonly keyDirectory: string;
  readonly evidence: Evidence;
  readonly gate: Pick<Gate, 'usePersons'>;
  readonly vault: Vault;
  readonly log: Logger;
  readonly logLines: string[];
  /** Ids of new people whom the gate knows. */
  newPersons(tx: Tx, count: number): Promise<string[]>;
  collect(tx: Tx, persons: readonly string[], fields: readonly FieldCode[]): Promise<Permit>;
  use(tx: Tx, persons: readonly string[], fields: readonly FieldCode[]): Promise<Permit>;
  anotherServer(): Vault;
  drop(): Promise<void>;
}

export async function createTestVault(): Promise<TestVault> {
  const test = await createTestDatabase({ contexts: ['evidence', 'vault'] });
  const clock = new ManualClock('2026-11-21T02:00:00Z');
  const keyDirectory = join(mkdtempSync(join(tmpdir(), 'zhinuo-vault-')), 'keys');
  const keyring = openKeyring({ directory: keyDirectory, clock });
  const rootKey = newRootKey();
  keyring.vault.unseal(rootKey);
  const logLines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => logLines.push(line) } });
  const evidence = createEvidence({ clock, service: keyring.service, database: test.database, log });
  const gate: Pick<Gate, 'usePersons'> = {
    usePersons: async (_tx, request) => ({
      permit:
        request.activity === 'suppression'
          ? null
          : mintPermit({ ...request, persons: new Set(request.persons), fields: new Set(request.fields), use: 'use' }),
      use: 'use',
      receipt: null,
      refused: new Map(
        request.persons.map((person) => [person, { code: 'x', article: 'PIPL 13', zh: '未同意', en: 'no consent' }]),
      ),
    }),
  };
  const make = () => createVault({ clock, ring: keyring.vault, gate, evidence, log });
  const vault = make();
  const permit = (operation: 'collect' | 'use', persons: readonly string[], fields: readonly FieldCode[]) =>
    mintPermit({ activity: 'x', operation, persons: new Set(persons), fields: new Set(fields), use: 'use' });
  return {
    test,
    clock,
    keyring,
    rootKey,
    keyDirectory,
    evidence,
    gate,
    vault,
    log,
    logLines,
    newPersons: (tx, count) => vault.createPersons(tx, count),
    collect: async (_tx, persons, fields) => permit('collect', persons, fields),
    use: async (_tx, persons, fields) => permit('use', persons, fields),
    anotherServer: make,
    async drop() {
      await test.drop();
      rmSync(join(keyDirectory, '..'), { recursive: true, force: true });
    },
  };
}
