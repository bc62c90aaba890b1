import { createEvidence } from '../../../src/contexts/evidence/index.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { Database } from '../../../src/platform/database/index.ts';
import { openKeyring } from '../../../src/platform/keyring/index.ts';
import { silentLogger } from '../../../src/platform/logging.ts';

// A server that records and merges until it is killed. It says "acknowledged <receipt id>" after each commit, as a server answers a request.
const [url = '', directory = '', ...persons] = process.argv.slice(2);
const log = silentLogger();
const database = new Database({ connection: url, log, maxConnections: 4 });
const { service } = openKeyring({ directory, clock: systemClock });
const evidence = createEvidence({ clock: systemClock, service, database, log });
evidence.startSequencer();

async function recordForever(first: number): Promise<void> {
  for (let at = first; ; at += 1) {
    const acts = [0, 1, 2].map((step) => ({
      kind: 'consent' as const,
      person: persons[(at + step) % persons.length] ?? '',
      payload: { at, step },
    }));
    const receipts = await database.transaction((tx) => evidence.recordActs(tx, acts));
    for (const receipt of receipts) process.stdout.write(`acknowledged ${receipt.id}\n`);
  }
}
await Promise.all([recordForever(0), recordForever(1)]);
