import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerForm } from '../../src/cli/demo/answer-form.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { FAULT_LIMIT, ROUNDS, SEED } from '../support/fault-rounds.ts';
import { type KilledProduct, openKilledProduct } from '../support/killed-product.ts';
import { ORDERS, runImport } from '../support/run-import.ts';
import { CAMPAIGN, FORM, loadBrand, someone } from '../support/sample-load.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { shopOrders } from '../support/shop-orders.ts';
import { until } from '../support/until.ts';

const AUDIENCE = 24;
let product: KilledProduct;
let files: KilledProduct['files'];
const audience = Array.from({ length: AUDIENCE }, (_, n) => someone(100 + n, { confirms: ['sms'] }));
beforeAll(async () => {
  product = await openKilledProduct();
  ({ files } = product);
  await loadBrand(files);
  const waiting = [...audience];
  const join = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      await answerForm(files.base, FORM.code, next, files);
  };
  await Promise.all([join(), join(), join(), join()]);
  const rows = audience.map((person) => ({ person, daysAgo: [3, 60] }));
  await runImport(product.child.api, ORDERS, shopOrders(systemClock.now(), rows));
}, FAULT_LIMIT);
afterAll(() => product.close(), FAULT_LIMIT);

/** What people and staff were told has happened. */
interface Acknowledged {
  readonly joined: string[];
  readonly saidNo: string[];
  readonly campaigns: string[];
}

/** Requests that were answered 500: a lost database is none of those. */
const bugsLogged = () =>
  product.child
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
    const { id } = await product.child.api.call<{ id: string }>('POST', '/api/v1/campaigns', CAMPAIGN);
    await product.child.api.call('POST', `/api/v1/campaigns/${id}/start`);
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
  return product.readStores(async (tx) => {
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
      // Nothing is killed yet: people who can't join now say why, instead of being waited for.
      const brokenOff = working.then((results) => {
        throw new Error(`joining broke off before anything was killed: ${inspect(results)}`);
      });
      await Promise.race([until(() => told.joined.length + files.gateway.messages.length >= moment), brokenOff]);
      await product.killOne(random, {
        meanwhile: async () => {
          over = true;
          await working;
          expect(bugsLogged()).toEqual([]);
        },
      });
      for (const id of told.campaigns.slice(campaigns)) noBeforeCampaign.set(id, silent);
    }
    for (const id of told.campaigns)
      await until(async () => {
        const now = await product.child.api.call<{ campaign: { state: string } }>('GET', `/api/v1/campaigns/${id}`);
        return now.campaign.state === 'done';
      });
    for (const mobile of told.joined) {
      const found = await product.child.api.call<{ items: { id: string }[] }>('POST', '/api/v1/persons/searches', {
        field: 'mobile',
        value: mobile,
      });
      expect(found.items, 'an acknowledged form is there').not.toEqual([]);
    }
    expect(await product.child.stop()).toBe(0);
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
  },
  FAULT_LIMIT,
);
