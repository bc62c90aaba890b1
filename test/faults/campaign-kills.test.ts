import { afterAll, beforeAll, expect, it } from 'vitest';
import { FAULT_LIMIT, ROUNDS, SEED } from '../support/fault-rounds.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { answerForm, openSendingWorld, type SendingWorld } from '../support/sending-world.ts';
import { startProgram } from '../support/start-program.ts';
import { until } from '../support/until.ts';

const RUNNER = new URL('../support/programs/run-campaign.ts', import.meta.url);
const CHUNK = 16;
const EACH_ROUND = 20;

let world: SendingWorld;
const agreed: string[] = [];
const refused: string[] = [];

beforeAll(async () => {
  world = await openSendingWorld();
  for (let n = 1; n <= EACH_ROUND * (ROUNDS + 1); n += 1) {
    const marketing = n % 5 !== 0;
    await answerForm(world, n, { marketing });
    (marketing ? agreed : refused).push(`138${String(n).padStart(8, '0')}`);
  }
}, FAULT_LIMIT);
afterAll(() => world.close());

it(
  `a server killed in the middle of a campaign sends nothing twice and nothing without permission (seed ${SEED})`,
  async () => {
    const random = seededRandom(SEED);
    const campaign = {
      name: '秋季新品',
      brand: 'qiye',
      activity: 'marketing',
      segment: 'all',
      channel: 'sms' as const,
      message: { sms: { template: 'SMS_PROMO', parameters: { offer: '第二杯半价' } } },
    };
    const { id } = await world.act((tx) => world.engagement.createCampaign(tx, { campaign, by: 'test' }));
    await world.act((tx) => world.engagement.startCampaign(tx, { id, by: 'test' }));
    const { messages } = world.gateway;
    for (let round = 0; round < ROUNDS; round += 1) {
      const wanted = messages.length + Math.floor(random() * 8);
      const runner = await startProgram(RUNNER, [
        world.url,
        world.keysDirectory,
        world.rootKey.toString('hex'),
        world.gateway.url,
        world.clock.now().toISOString(),
        id,
      ]);
      await runner.line((line) => line === 'working');
      await until(() => messages.length >= wanted || runner.process.exitCode !== null);
      await runner.kill();
      world.clock.advance(31_000);
    }
    // A dead server's connection may hold the campaign for a moment.
    await until(async () => ['done', 'halted'].includes(await world.engagement.runCampaign(id)));
    const numbers = messages.map(({ mobile }) => mobile);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.filter((mobile) => !agreed.includes(mobile))).toEqual([]);
    const { sends, excluded } = await world.act((tx) => world.engagement.progress(tx, id));
    expect(sends).toMatchObject({ reserved: 0, handing_off: 0, rejected: 0 });
    expect(sends.accepted + sends.unknown).toBe(agreed.length);
    expect(sends.unknown).toBeLessThanOrEqual(CHUNK * ROUNDS);
    expect(numbers.length).toBeGreaterThanOrEqual(sends.accepted);
    expect(excluded.reduce((sum, { count }) => sum + count, 0)).toBe(refused.length);
  },
  FAULT_LIMIT,
);
