import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerForm } from '../../src/cli/demo/answer-form.ts';
import { startLocalSmtpInbox } from '../../src/cli/demo/local-smtp-inbox.ts';
import { FAULT_LIMIT } from '../support/fault-rounds.ts';
import { ORDERS, runImport } from '../support/run-import.ts';
import { openGateway, type RunningProduct, startProduct } from '../support/running-product.ts';
import { CAMPAIGN, EMAIL_CAMPAIGN, FORM, joins, loadBrand, someone } from '../support/sample-load.ts';
import { shopOrders } from '../support/shop-orders.ts';
import { until } from '../support/until.ts';

// More than are handed over side by side.
const AGREEING = 20;
const agreeing = Array.from({ length: AGREEING }, (_, n) => someone(200 + n));
const refusing = [240, 241].map((n) => someone(n, { marketing: false, confirms: [] }));
let product: RunningProduct;
// Those that are up now; the ones of `product` until they are stopped.
let phones: Pick<RunningProduct, 'gateway' | 'inbox'>;
beforeAll(async () => {
  product = await startProduct();
  phones = { gateway: product.gateway, inbox: product.inbox };
  await loadBrand(product);
  const people = [...agreeing, ...refusing];
  const waiting = [...people];
  const join = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await joins(product, next);
  };
  await Promise.all([join(), join(), join(), join()]);
  const rows = people.map((person) => ({ person, daysAgo: [3, 60] }));
  await runImport(product.api, ORDERS, shopOrders(product.clock.now(), rows));
}, FAULT_LIMIT);
afterAll(async () => {
  if (phones.inbox !== product.inbox) await phones.inbox.stop();
  if (phones.gateway !== product.gateway) await phones.gateway.stop();
  await product.close();
});

interface Progress {
  campaign: { state: string; waitingFor: string | null };
  audience: number;
  excluded: { count: number }[];
  sends: Record<string, number>;
}

const ADVERT = '桂花乌龙';

/** What arrived at somebody's address since the server came back. */
interface Arrived {
  readonly to: string;
  readonly text: string;
}

const portOf = (url: string) => Number(new URL(url).port);

const LOST = [
  {
    what: 'SMTP server',
    campaign: EMAIL_CAMPAIGN,
    channel: 'email' as const,
    address: 'email' as const,
    late: someone(250, { confirms: ['email'] }),
    stop: () => product.inbox.stop(),
    comeBack: async () => {
      const inbox = await startLocalSmtpInbox({ clock: product.clock, port: portOf(product.inbox.url) });
      phones = { ...phones, inbox };
    },
    arrived: (): Arrived[] => phones.inbox.mails.map(({ to, subject, text }) => ({ to, text: subject + text })),
  },
  {
    what: 'SMS gateway',
    campaign: CAMPAIGN,
    channel: 'sms' as const,
    address: 'mobile' as const,
    late: someone(251, { confirms: ['sms'] }),
    stop: () => product.gateway.stop(),
    comeBack: async () => {
      phones = { ...phones, gateway: await openGateway(product.clock, portOf(product.gateway.url)) };
    },
    arrived: (): Arrived[] => phones.gateway.messages.map(({ mobile, text }) => ({ to: mobile, text })),
  },
];

/** How many codes have been tried in vain and wait for their next try. */
const codesWaiting = () =>
  product.act(async (tx) => {
    const row = await tx.one<{ count: number }>(
      `select count(*) as count from graphile_worker.jobs
        where task_identifier = 'capture.confirmation' and last_error = 'engagement.provider-unavailable'`,
    );
    return row.count;
  });

/** The next try of everything that waits is due. */
const timePasses = () =>
  product.act((tx) =>
    tx.execute(`select graphile_worker.reschedule_jobs(
        array(select id from graphile_worker.jobs where locked_at is null and attempts < max_attempts), run_at => now())`),
  );

it.each(LOST)('a lost $what delays; nothing is lost and nothing comes twice', async (lost) => {
  await lost.stop();
  const before = lost.arrived().length;
  const read = (id: string) => product.api.call<Progress>('GET', `/api/v1/campaigns/${id}`);
  const { id } = await product.api.call<{ id: string }>('POST', '/api/v1/campaigns', lost.campaign);
  await product.api.call('POST', `/api/v1/campaigns/${id}/start`);
  // Whoever answers the form now waits for a code; the channel that is up brings its own.
  await answerForm(product.base, FORM.code, { ...lost.late, confirms: [] }, phones);
  const waiting = await until(async () => {
    const progress = await read(id);
    return progress.campaign.waitingFor === 'provider' && progress;
  });
  expect(waiting.campaign.state).toBe('running');
  expect(waiting.sends).toMatchObject({ accepted: 0, rejected: 0, unknown: 0 });
  await until(async () => (await codesWaiting()) > 0);
  expect(lost.arrived().length, 'nothing arrives at a server that is down').toBe(before);

  await lost.comeBack();
  const done = await until(async () => {
    await timePasses();
    const progress = await read(id);
    return progress.campaign.state === 'done' && progress;
  });
  await until(async () => {
    await timePasses();
    return (await codesWaiting()) === 0;
  });

  const adverts = lost.arrived().filter(({ text }) => text.includes(ADVERT));
  const wanted = agreeing.map((person) => person[lost.address]).sort();
  expect(adverts.map(({ to }) => to).sort()).toEqual(wanted);
  expect(done.sends).toMatchObject({ accepted: AGREEING, rejected: 0, unknown: 0, reserved: 0, handing_off: 0 });
  expect(done.excluded.reduce((sum, { count }) => sum + count, 0)).toBe(done.audience - AGREEING);
  const codes = lost.arrived().filter(({ to, text }) => to === lost.late[lost.address] && !text.includes(ADVERT));
  expect(codes, 'the code came once').toHaveLength(1);
});
