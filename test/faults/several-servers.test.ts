import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerForm } from '../../src/cli/demo/answer-form.ts';
import { ensureBuilt } from '../support/built-server.ts';
import { FAULT_LIMIT, ROUNDS, SEED } from '../support/fault-rounds.ts';
import { FORM, loadBrand, someone } from '../support/sample-load.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { startTwoServers, type TwoServers } from '../support/two-servers.ts';
import { until } from '../support/until.ts';

const LEASE_SECONDS = 2;
const ROUND_MS = 60_000;
let two: TwoServers;
const persons: string[] = [];
beforeAll(async () => {
  ensureBuilt();
  two = await startTwoServers(LEASE_SECONDS);
  const { files, first } = two;
  await loadBrand(files);
  for (let n = 0; n < ROUNDS; n += 1) {
    const person = someone(300 + n, { confirms: ['sms'] });
    await answerForm(files.base, FORM.code, person, files);
    const search = { field: 'mobile', value: person.mobile };
    const { items } = await first.api.call<{ items: { id: string }[] }>('POST', '/api/v1/persons/searches', search);
    persons.push(items[0]?.id ?? '');
  }
}, FAULT_LIMIT);
afterAll(() => two.close(), FAULT_LIMIT);

/** What a server answered about marketing to a person, and when the answer came; no answer counts as a denial. */
interface Told {
  readonly server: 0 | 1;
  readonly at: number;
  readonly said: string;
}

async function ask(server: 0 | 1, person: string, patience = ROUND_MS): Promise<Told> {
  const response = await fetch(`${two.bases[server]}/api/v1/decisions`, {
    method: 'POST',
    signal: AbortSignal.timeout(patience),
    headers: { authorization: `Bearer ${two.files.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      person,
      activity: 'marketing',
      operation: 'use',
      channel: 'sms',
      message: { senderIdentity: true, optOutIncluded: true },
    }),
  }).catch(() => undefined);
  const answer = (await response?.json().catch(() => undefined)) as
    | { outcome?: string; reasons?: { code: string }[] }
    | undefined;
  const said = answer?.outcome === 'deny' ? (answer.reasons?.[0]?.code ?? 'deny') : (answer?.outcome ?? 'nothing');
  return { server, at: performance.now(), said };
}

/** Asks a server again and again, several questions at once. */
function keepAsking(server: 0 | 1, person: string, over: () => boolean): Promise<Told[]> {
  const told: Told[] = [];
  const one = async () => {
    while (!over()) told.push(await ask(server, person));
  };
  return Promise.all([one(), one(), one()]).then(() => told);
}

type Trouble = 'cut' | 'paused' | 'none';

function begin(trouble: Trouble): void {
  if (trouble === 'cut') two.network.cut();
  if (trouble === 'paused') two.second.process.kill('SIGSTOP');
}

function end(trouble: Trouble, lose: boolean): void {
  if (trouble === 'cut') two.network.mend(lose);
  if (trouble === 'paused') two.second.process.kill('SIGCONT');
}

/** A transaction of somebody else that says no for the person, stays open and is rolled back when told. */
async function openTransaction(ordinals: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: two.databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query(
    `insert into consent.change (ordinal, kind, activity, at)
     select ordinal, 'withdrawn', 'marketing', now() from consent.subject where person = $1`,
    [ordinals],
  );
  return async () => {
    await client.query('rollback');
    await client.end();
  };
}

/** One round: both servers allow; trouble begins; a no is said to the first; the allows that came after its acknowledgement. */
async function violations(person: string, trouble: Trouble, lose: boolean, beforehand: number): Promise<Told[]> {
  for (const server of [0, 1] as const) await until(async () => (await ask(server, person)).said.startsWith('allow'));
  const rollBack = await openTransaction(person);
  let over = false;
  const asking = [keepAsking(0, person, () => over), keepAsking(1, person, () => over)];
  let asked = 0;
  await until(() => {
    asked += 1;
    return asked > beforehand;
  });
  begin(trouble);
  await two.first.api.call('POST', '/api/v1/consents/withdrawals', { person, activity: 'marketing', by: 'test' });
  const acknowledged = performance.now();
  const now = await Promise.all([ask(0, person), ask(1, person, 200)]);
  end(trouble, lose);
  await until(async () => (await ask(1, person)).said.includes('withdrawn'));
  over = true;
  const told = [...(await Promise.all(asking)).flat(), ...now];
  await rollBack();
  expect(told.filter(({ said }) => said.startsWith('allow')).length).toBeGreaterThan(0);
  return told.filter(({ at, said }) => at > acknowledged && said.startsWith('allow'));
}

it(
  `never allows anywhere after a no was acknowledged anywhere, with the network cut and servers paused (seed ${SEED})`,
  async () => {
    const random = seededRandom(SEED);
    const troubles: Trouble[] = ['cut', 'paused', 'none'];
    for (const [round, person] of persons.entries()) {
      const trouble = troubles[round < 3 ? round : Math.floor(random() * 3)] ?? 'none';
      const found = await violations(person, trouble, random() < 0.5, Math.floor(random() * 40));
      expect({ round, trouble, found }).toEqual({ round, trouble, found: [] });
    }
  },
  FAULT_LIMIT,
);

it(
  'says in /readyz that its lease has lapsed while the network is cut, and gets it back',
  async () => {
    const lease = async () => {
      const response = await fetch(`${two.bases[1]}/readyz`);
      return [response.status, ((await response.json()) as { checks: Record<string, boolean> }).checks['lease']];
    };
    await until(async () => (await lease())[1] === true);
    two.network.cut();
    await until(async () => (await lease())[1] === false);
    expect((await lease())[0]).toBe(503);
    two.network.mend();
    await until(async () => (await lease())[1] === true);
  },
  FAULT_LIMIT,
);
