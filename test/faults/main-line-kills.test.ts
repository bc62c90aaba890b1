import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerForm } from '../../src/cli/demo/answer-form.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Database } from '../../src/platform/database/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/start-embedded-postgres.ts';
import { ensureBuilt } from '../support/built-server.ts';
import { type ChildProduct, startChild } from '../support/child-product.ts';
import { FAULT_LIMIT, ROUNDS, SEED } from '../support/fault-rounds.ts';
import { ORDERS, runImport } from '../support/run-import.ts';
import { type ProductFiles, prepareProduct } from '../support/running-product.ts';
import { CAMPAIGN, FORM, loadBrand, someone } from '../support/sample-load.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { shopOrders } from '../support/shop-orders.ts';
import { until } from '../support/until.ts';

const AUDIENCE = 24;
let files: ProductFiles;
let child: ChildProduct;
const audience = Array.from({ length: AUDIENCE }, (_, n) => someone(100 + n, { confirms: ['sms'] }));
beforeAll(async () => {
  ensureBuilt();
  files = await prepareProduct(systemClock);
  child = await startChild(files);
  await loadBrand(files);
  const waiting = [...audience];
  const join = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      await answerForm(files.base, FORM.code, next, files);
  };
  await Promise.all([join(), join(), join(), join()]);
  const rows = audience.map((person) => ({ person, daysAgo: [3, 60] }));
  await runImport(child.api, ORDERS, shopOrders(systemClock.now(), rows));
}, FAULT_LIMIT);
afterAll(async () => {
  await child.kill();
  // The cluster that the killed server left behind is stopped before its directory goes.
  const left = await startEmbeddedPostgres({ dataDirectory: files.data, log: silentLogger() });
  await left.stop();
  await files.remove();
}, FAULT_LIMIT);

/** What people and staff were told has happened. */
interface Acknowledged {
  readonly joined: string[];
  readonly saidNo: string[];
  readonly campaigns: string[];
}

/** Requests that were answered 500: a lost database is none of those. */
const bugsLogged = () =>
  child
    .output()
    .split('\n')
    .filter((line) => line.includes('a request failed by a bug'));

/** Everything at once: people answer the form, others say no, a campaign runs. Ends at the first failure or when `over` says so. */
function work(told: Acknowledged, round: number, over: () => boolean): Promise<unknown> {
  const joins = async () => {
    for (let n = 0; !over(); n += 1) {
      const person = someone(1000 + round * 200 + n, { confirms: [] });
      await answerForm(files.base, FORM.code, person, files);
      told.joined.push(person.mobile);
    }
  };
  const refuses = async () => {
    for (let n = 0; n < 4 && !over(); n += 1) {
      const { mobile } = audience[(round * 4 + n) % AUDIENCE] ?? someone(0);
      if ((await files.gateway.reply(mobile, 'R')) === 200) told.saidNo.push(mobile);
    }
  };
  const sends = async () => {
    const { id } = await child.api.call<{ id: string }>('POST', '/api/v1/campaigns', CAMPAIGN);
    await child.api.call('POST', `/api/v1/campaigns/${id}/start`);
    told.campaigns.push(id);
  };
  return Promise.allSettled([joins(), refuses(), sends()]);
}

interface Kept {
  withoutEntry: number;
  sends: Map<string, { state: string; campaign: string | null }>;
}

/** Reads the stores once no server runs. */
async function readStores(): Promise<Kept> {
  const server = await startEmbeddedPostgres({ dataDirectory: files.data, log: silentLogger() });
  const database = new Database({ connection: server.connection, log: silentLogger() });
  try {
    return await database.transaction(async (tx) => {
      const entries = await tx.one<{ missing: number }>(
        `select count(*)::int as missing from (
           select receipt from consent."grant"
           union all select receipt from consent.refusal union all select receipt from consent.suppression
           union all select receipt from consent.use union all select receipt from engagement.send) as act
          where receipt is not null and not exists (select 1 from evidence.entry e where e.id = act.receipt)`,
      );
      const sends = await tx.query<{ id: string; state: string; campaign: string | null }>(
        'select id, state, campaign from engagement.send',
      );
      return {
        withoutEntry: entries.missing,
        sends: new Map(sends.map(({ id, state, campaign }) => [id, { state, campaign }])),
      };
    });
  } finally {
    await database.close();
    await server.stop();
  }
}

it(
  `the main line survives SIGKILL of node and of PostgreSQL at random moments (seed ${SEED})`,
  async () => {
    const random = seededRandom(SEED);
    const told: Acknowledged = { joined: [], saidNo: [], campaigns: [] };
    const noBeforeCampaign = new Map<string, string[]>();
    for (let round = 0; round < ROUNDS; round += 1) {
      let over = false;
      const before = told.joined.length + files.gateway.messages.length;
      const moment = before + Math.floor(random() * 24);
      const silent = [...told.saidNo];
      const campaigns = told.campaigns.length;
      const working = work(told, round, () => over);
      await until(() => told.joined.length + files.gateway.messages.length >= moment);
      if (random() < 0.5) {
        await child.killPostgres();
        over = true;
        await working;
        await child.ready();
      } else {
        await child.kill();
        over = true;
        await working;
        expect(bugsLogged()).toEqual([]);
        child = await startChild(files);
      }
      for (const id of told.campaigns.slice(campaigns)) noBeforeCampaign.set(id, silent);
    }
    for (const id of told.campaigns)
      await until(async () => {
        const now = await child.api.call<{ campaign: { state: string } }>('GET', `/api/v1/campaigns/${id}`);
        return now.campaign.state === 'done';
      });
    for (const mobile of told.joined) {
      const found = await child.api.call<{ items: { id: string }[] }>('POST', '/api/v1/persons/searches', {
        field: 'mobile',
        value: mobile,
      });
      expect(found.items, 'an acknowledged form is there').not.toEqual([]);
    }
    expect(await child.stop()).toBe(0);
    expect(bugsLogged()).toEqual([]);
    const kept = await readStores();
    expect(kept.withoutEntry).toBe(0);

    const adverts = files.gateway.messages.filter(({ text }) => text.includes('拒收请回复R'));
    const ids = files.gateway.messages.map(({ outId }) => outId);
    expect(new Set(ids).size, 'no message arrived twice').toBe(ids.length);
    const agreed = new Set(audience.map(({ mobile }) => mobile));
    for (const { mobile, outId } of adverts) {
      expect(agreed.has(mobile)).toBe(true);
      const send = kept.sends.get(outId);
      expect(['accepted', 'delivered', 'unknown']).toContain(send?.state);
      expect(noBeforeCampaign.get(send?.campaign ?? '') ?? []).not.toContain(mobile);
    }
    const perCampaign = adverts.map(({ mobile, outId }) => `${kept.sends.get(outId)?.campaign} ${mobile}`);
    expect(new Set(perCampaign).size, 'nobody got the same campaign twice').toBe(perCampaign.length);
    const arrived = new Set(ids);
    for (const [id, { state, campaign }] of kept.sends) {
      if (campaign === null) continue;
      expect(['reserved', 'handing_off']).not.toContain(state);
      if (state === 'accepted') expect(arrived.has(id), 'what counts as accepted arrived').toBe(true);
    }
    child = await startChild(files);
  },
  FAULT_LIMIT,
);
