import { WELL_FORMED_MESSAGE } from '../../src/contexts/consent/index.ts';
import type { CorrectionDesk } from '../../src/contexts/customers/corrections/correction-desk.ts';
import { openLinkingActivity } from './linking-activity.ts';
import { openWireWorld } from './wire-world.ts';

/** Who corrects. */
export const CORRECTOR = 'staff:01930000-0000-7000-8000-0000000000aa';
/** What people files of these tests declare. */
export const PEOPLE_FILE = { kind: 'people', activity: 'customer-administration', source: 'counter' } as const;
const VIEWER = { by: CORRECTOR, tier: 1, role: 'administrator' } as const;

/** Lines of a file. */
export const csv = (...rows: readonly string[]) => Buffer.from(rows.join('\r\n'));

/** The world of trackers with files of people and orders, and the desk at which they are put right; `further` contexts have tables. Close `wire` in `afterAll`. */
export async function openCorrectionsWorld(options: { further?: readonly string[] } = {}) {
  const wire = await openWireWorld(options);
  await wire.anotherSource();
  const { world } = wire;
  await world.act((tx) => openLinkingActivity(world.register, tx));
  let serial = 0;
  const personOf = async (issuer: string, value: string) =>
    (await world.act((tx) => world.customers.personOf(tx, { type: 'member_id', issuer, value }))) ?? '';
  const desk = <Name extends keyof CorrectionDesk>(
    name: Name,
    request: Omit<Extract<Parameters<CorrectionDesk[Name]>[1], object>, 'by' | 'reason'>,
  ) =>
    world.act((tx) =>
      (world.customers.corrections[name] as (tx: unknown, request: object) => Promise<{ id: string; receipt: string }>)(
        tx,
        { by: CORRECTOR, reason: '本人来电 13800138000 更正', ...request },
      ),
    );
  const valuesOf = async (person: string) => {
    const { values } = await world.act((tx) => world.customers.profile(tx, person, VIEWER));
    return Object.fromEntries(values.map(({ trait, value, source }) => [trait, [value, source]]));
  };
  const addressesAt = async (mobile: string) => {
    const [digest = Buffer.alloc(0)] = await world.act((tx) => world.vault.addressDigests(tx, 'mobile', [mobile]));
    return world.act((tx) => world.gate.personsByAddress(tx, 'sms', digest));
  };
  const bySms = async (person: string) => {
    const wanted = {
      person,
      activity: 'marketing',
      operation: 'use',
      channel: 'sms',
      message: WELL_FORMED_MESSAGE,
    } as const;
    const { outcome, reasons } = await world.act((tx) => world.gate.decide(tx, wanted));
    return outcome === 'deny' ? reasons[0]?.code : outcome;
  };
  const agreesToMarketing = (person: string) =>
    world.act(async (tx) => {
      const { gate } = wire.world;
      const shown = await gate.present(tx, {
        notice: 'privacy',
        activities: ['marketing'],
        surface: 'form:test',
        locale: 'zh-CN',
        person,
      });
      const answer = {
        person,
        activity: 'marketing',
        presentation: shown.id,
        nonce: shown.nonce,
        kind: 'general',
      } as const;
      await gate.recordConsents(tx, [
        { ...answer, answer: 'granted', how: 'explicit_action', channel: 'sms', adultDeclared: true },
      ]);
    });

  /** Somebody whom a nightly people file brought, with the file. */
  const fromFile = async (mobile: string) => {
    serial += 1;
    const issuer = `pos-${serial}`;
    const member = `P-${serial}`;
    const file = csv('会员编号,姓名,手机,城市', `${member},单小满,${mobile},上海`);
    await world.import(file, { ...PEOPLE_FILE, issuer });
    return { person: await personOf(issuer, member), file, issuer, member };
  };

  /** Somebody with orders of a file; how many and how much, as segments count them. */
  const withOrders = async (...rows: readonly string[]) => {
    serial += 1;
    const issuer = `orders-${serial}`;
    const file = csv('会员编号,日期,金额', ...rows.map((row) => `O-${serial},${row}`));
    await world.import(file, { issuer });
    return { person: await personOf(issuer, `O-${serial}`), file, issuer };
  };

  const timeline = async (person: string) =>
    (await world.act((tx) => world.customers.timeline(tx, { person, limit: 50, kinds: ['event'] }, VIEWER))).items;

  return {
    wire,
    world,
    personOf,
    desk,
    valuesOf,
    addressesAt,
    bySms,
    agreesToMarketing,
    fromFile,
    withOrders,
    timeline,
  };
}

/** What `openCorrectionsWorld` opens. */
export type CorrectionsWorld = Awaited<ReturnType<typeof openCorrectionsWorld>>;
