import { createEvidence, directoryDestination } from '../../../src/contexts/evidence/index.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { Database } from '../../../src/platform/database/index.ts';
import { openKeyring } from '../../../src/platform/keyring/index.ts';
import { silentLogger } from '../../../src/platform/logging.ts';

// A server that records, merges, rotates its signing key and copies the log until it is killed. It says "rotated <n>" after each rotation and
// "copied <n>" after each copy.
const [url = '', directory = '', copy = '', person = ''] = process.argv.slice(2);
const log = silentLogger();
const database = new Database({ connection: url, log, maxConnections: 4 });
const { service } = openKeyring({ directory, clock: systemClock });
const copies = [directoryDestination(copy)];
const evidence = createEvidence({
  anyPayload: true,
  clock: systemClock,
  service,
  database,
  log,
  copies,
  origin: 'example.com/evidence',
});
await evidence.keys.follow();
evidence.startSequencer();

async function forever(word: string, step: () => Promise<unknown>): Promise<void> {
  for (let at = 1; ; at += 1) {
    await step();
    process.stdout.write(`${word} ${at}\n`);
  }
}
const acts = Array.from({ length: 40 }, (_, at) => ({ kind: 'consent' as const, person, payload: { at } }));
await Promise.all([
  forever('recorded', () => database.transaction((tx) => evidence.recordActs(tx, acts))),
  forever('rotated', () => evidence.keys.rotate(async () => undefined)),
  forever('copied', () => evidence.copyLog()),
]);
