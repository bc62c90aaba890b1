import { createEvidence } from '../../../src/contexts/evidence/index.ts';
import { createVault } from '../../../src/contexts/vault/index.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { Database } from '../../../src/platform/database/index.ts';
import { openKeyring, replaceRootKey, rootKeyInFile, unsealFrom } from '../../../src/platform/keyring/index.ts';
import { silentLogger } from '../../../src/platform/logging.ts';

// A server that rotates every kind of key and erases people until it is killed. It says "step <kind>" after each step and "erased <person>"
// after each commit.
const [url = '', directory = '', rootFile = '', ...people] = process.argv.slice(2);
const log = silentLogger();
const database = new Database({ connection: url, log, maxConnections: 4 });
const { service, vault: ring } = openKeyring({ directory, clock: systemClock });
const port = rootKeyInFile(rootFile);
await unsealFrom(ring, port);
const evidence = createEvidence({ anyPayload: true, clock: systemClock, service, database, log });
const gate = {
  usePersons: async () => {
    throw new Error('nobody asks the gate here');
  },
};
const vault = createVault({ clock: systemClock, ring, gate, evidence, log });
const say = (line: string) => process.stdout.write(`${line}\n`);

async function finish(): Promise<void> {
  while (await database.transaction((tx) => vault.keys.step(tx))) say('step');
}

say('begun');
// What the one before left half done.
await finish();
for (let round = 0; ; round += 1) {
  for (const kind of ['generations', 'indexes', 'persons'] as const) {
    await database.transaction((tx) => vault.keys.begin(tx, kind, 'staff:test'));
    say(`begun ${kind}`);
    await finish();
    await database.transaction((tx) => vault.keys.housekeep(tx));
    // Which may have begun something by itself: after a kill between a secret on disk and its rotation.
    await finish();
    say(`done ${kind}`);
  }
  await replaceRootKey(ring, port);
  say('done root');
  const gone = people[round];
  if (gone === undefined) continue;
  await database.transaction((tx) => vault.erasePersons(tx, [gone]));
  say(`erased ${gone}`);
}
