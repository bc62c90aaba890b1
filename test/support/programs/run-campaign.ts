import { createCapture } from '../../../src/contexts/capture/index.ts';
import { createGate } from '../../../src/contexts/consent/index.ts';
import { createAliyunSms, createEngagement, USUAL_HOURS } from '../../../src/contexts/engagement/index.ts';
import { createEvidence } from '../../../src/contexts/evidence/index.ts';
import { judge } from '../../../src/contexts/law/index.ts';
import { createRegister } from '../../../src/contexts/register/index.ts';
import { createVault } from '../../../src/contexts/vault/index.ts';
import { ManualClock } from '../../../src/platform/clock.ts';
import { Database } from '../../../src/platform/database/index.ts';
import { JobQueue } from '../../../src/platform/jobs/index.ts';
import { openKeyring } from '../../../src/platform/keyring/index.ts';
import { silentLogger } from '../../../src/platform/logging.ts';

// A server of its own that works on one campaign, to be killed at any moment.
const [url = '', directory = '', rootKey = '', gateway = '', now = '', campaign = ''] = process.argv.slice(2);
const log = silentLogger();
const clock = new ManualClock(now);
const keyring = openKeyring({ directory, clock });
keyring.vault.unseal(Buffer.from(rootKey, 'hex'));
const { service } = keyring;
const database = new Database({ connection: url, log, maxConnections: 4 });
const evidence = createEvidence({ clock, service, database, log, origin: 'example.com/evidence' });
const register = createRegister({ clock, evidence });
const journal = { note: () => Promise.reject(new Error('nobody says no here')) };
const gate = createGate({ clock, evidence, register, judge, service, journal });
const vault = createVault({ clock, ring: keyring.vault, gate, evidence, log });
const jobs = new JobQueue(database, log);
const publicUrl = 'https://crm.example.cn';
const never = () => Promise.reject(new Error('nobody answers forms here'));
const nobody = { createPerson: never, linking: { tell: never, confirm: never } };
const capture = createCapture({ clock, service, gate, register, jobs, persons: nobody, vault, publicUrl });
const engagement = createEngagement({
  database,
  clock,
  jobs,
  log,
  service,
  gate,
  register,
  vault,
  capture,
  segments: {
    moveEvents: async () => 0,
    reach: () => Promise.reject(new Error('not asked here')),
    computeSegment: async (tx) => {
      const rows = await tx.query<{ ordinal: number }>('select ordinal from consent.subject order by ordinal');
      const ordinals = Uint32Array.from(rows.map(({ ordinal }) => ordinal));
      return { code: 'all', revision: 1, ordinals, unanalysed: 0, receipt: '' };
    },
  },
  sms: createAliyunSms({ endpoint: gateway, accessKeyId: 'testId', accessKeySecret: 'testSecret', clock }),
  email: null,
  settings: { signName: '栖野茶饮', hours: USUAL_HOURS, smsPrice: 0.045, publicUrl },
});
console.log('working');
console.log(`result ${await engagement.runCampaign(campaign)}`);
process.exit(0);
