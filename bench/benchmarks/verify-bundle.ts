import { spawnSync } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accountStart } from '../../src/contexts/evidence/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { primitives } from '../../verifier/src/primitives/node-primitives.ts';
import { verify } from '../../verifier/src/verify.ts';
import { type LogHouse, openLogHouse, untilMerged } from '../log-house.ts';
import { type Benchmark, spread } from '../measure.ts';
import { numberOption } from '../options.ts';

const ENTRIES = numberOption('entries', 1_000);
/** Entries of others between two of the person's. */
const BETWEEN = numberOption('between', 250);
/** Bundles verified in one call of a side. */
const REPEATS = 5;

/** A person's acts as consents are recorded, far from each other in a log of other people's. */
async function fill({ database, evidence }: LogHouse, person: string): Promise<void> {
  const others = Array.from({ length: 200 }, () => newId(systemClock));
  for (let at = 0; at < ENTRIES - 2; at += 1) {
    const payload = {
      activity: 'marketing',
      revision: 1,
      purpose: { zh: '向您发送新品与优惠信息', en: 'Sending you news and offers' },
      answer: 'granted',
      kind: 'general',
      how: 'explicit_action',
      channel: 'sms',
      presentation: newId(systemClock),
      presentationHash: randomBytes(32).toString('hex'),
    };
    const mixed = Array.from({ length: BETWEEN }, (_, place) => ({
      kind: 'import' as const,
      person: others[place % others.length] ?? person,
      payload: { at },
    }));
    await database.transaction((tx) =>
      evidence.appendActs(tx, [{ kind: 'consent' as const, person, payload }, ...mixed]),
    );
  }
}

async function issue({ database, evidence }: LogHouse, person: string): Promise<string> {
  const issued = await database.transaction((tx) => evidence.endKey(tx, person));
  if (!(await evidence.coverActs())) throw new Error('not merged');
  return database.transaction(async (tx) => {
    const parts = await evidence.personBundle(tx, issued);
    const account = { zh: accountStart('zh'), en: accountStart('en') };
    return evidence.sealBundle({ parts, notices: [], account });
  });
}

/** How many hashes the verification of a text takes. */
function countHashes(text: string): number {
  const { sha256, hmacSha256 } = primitives;
  let count = 0;
  primitives.sha256 = (message) => {
    count += 1;
    return sha256(message);
  };
  primitives.hmacSha256 = (key, message) => {
    // The inner and the outer one.
    count += 2;
    return hmacSha256(key, message);
  };
  const verdict = verify(text);
  Object.assign(primitives, { sha256, hmacSha256 });
  if (!verdict.ok) throw new Error(`the bundle is refused: ${verdict.reason.code}`);
  return count;
}

/** The median of five runs of the command, in milliseconds. */
function ofFreshProcess(text: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'zhinuo-bench-bundle-'));
  const file = join(folder, 'bundle.json');
  const command = fileURLToPath(new URL('../../verifier/src/cli.js', import.meta.url));
  writeFileSync(file, text);
  const times = Array.from({ length: 5 }, () => {
    const start = process.hrtime.bigint();
    const { status } = spawnSync(process.execPath, [command, file]);
    if (status !== 0) throw new Error('the command refuses the bundle');
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  rmSync(folder, { recursive: true });
  return spread(times).median;
}

/** The verifier over a bundle of a person with 1,000 entries: every commitment, place, tag and place in the epoch's map. */
export const verifyBundle: Benchmark = {
  name: 'verify-bundle',
  what: `verifying the bundle of a person with ${ENTRIES} entries, in process`,
  control: 'JSON.parse of its text and as many SHA-256 of 65 bytes, same call',
  unit: 'bundles',
  async prepare() {
    const house = await openLogHouse();
    const person = newId(systemClock);
    await fill(house, person);
    await untilMerged(house);
    const size = await house.size();
    const text = await issue(house, person);
    await house.close();
    const hashes = countHashes(text);
    const bytes = randomBytes(65);
    return {
      async subject() {
        for (let at = 0; at < REPEATS; at += 1) if (!verify(text).ok) throw new Error('refused');
        return REPEATS;
      },
      async control() {
        for (let at = 0; at < REPEATS; at += 1) {
          if (JSON.parse(text) === null) throw new Error('nothing');
          for (let count = 0; count < hashes; count += 1) bytes[0] = hash('sha256', bytes, 'binary').charCodeAt(0);
        }
        return REPEATS;
      },
      async further() {
        const start = process.hrtime.bigint();
        if (!verify(text).ok) throw new Error('refused');
        const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
        const fresh = ofFreshProcess(text);
        return `one of ${(text.length / 1e6).toFixed(2)} million characters and ${hashes} hashes, log of ${size} entries: ${milliseconds.toFixed(0)} ms here, ${fresh.toFixed(0)} ms by the command in a process of its own, start included (must be under 300)`;
      },
      async close() {},
    };
  },
};
