import { createGate } from '../../../src/contexts/consent/index.ts';
import { createEvidence } from '../../../src/contexts/evidence/index.ts';
import { judge } from '../../../src/contexts/law/index.ts';
import { createRegister } from '../../../src/contexts/register/index.ts';
import { createRetention } from '../../../src/contexts/vault/index.ts';
import { ManualClock } from '../../../src/platform/clock.ts';
import { Database } from '../../../src/platform/database/index.ts';
import { openKeyring } from '../../../src/platform/keyring/index.ts';
import { silentLogger } from '../../../src/platform/logging.ts';

// A server of its own that goes on with the sweep under way, to be killed at any moment. It needs no root key: nothing is opened.
const [url = '', directory = '', now = ''] = process.argv.slice(2);
const log = silentLogger();
const clock = new ManualClock(now);
const { service } = openKeyring({ directory, clock });
const database = new Database({ connection: url, log, maxConnections: 2 });
const evidence = createEvidence({ clock, service, database, log, origin: 'example.com/evidence' });
const register = createRegister({ clock, evidence });
const journal = { note: () => Promise.reject(new Error('nobody says no here')) };
const gate = createGate({ clock, evidence, register, judge, service, journal });
const retention = createRetention(
  {
    clock,
    evidence,
    gate,
    register,
    noteStaffAct: async () => undefined,
    fieldsErased: async () => undefined,
    nothingKept: async () => undefined,
  },
  (work) => database.transaction(work),
);
console.log('working');
await retention.run();
console.log('finished');
process.exit(0);
