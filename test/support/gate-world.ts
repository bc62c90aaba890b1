import { randomUUID } from 'node:crypto';
import { createGate, type Gate } from '../../src/contexts/consent/index.ts';
import { judge } from '../../src/contexts/law/index.ts';
import {
  type ActivityInput,
  createRegister,
  type HandlerProfile,
  type Register,
} from '../../src/contexts/register/index.ts';
import type { Tx } from '../../src/platform/database/index.ts';
import { type EvidenceHouse, openEvidenceHouse } from './evidence-house.ts';

/** A register and a gate on a database of their own, with a brand's two activities published. */
export interface GateWorld extends EvidenceHouse {
  readonly register: Register;
  readonly gate: Gate;
  /** Runs in one transaction. */
  act<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

export const HANDLER: HandlerProfile = {
  name: { zh: '青禾生活科技有限公司', en: 'Qinghe Living Technology Co., Ltd.' },
  unifiedCode: '91310000MA1K000000',
  address: { zh: '上海市徐汇区示例路1号', en: '1 Example Road, Xuhui, Shanghai' },
  phone: '400-000-0000',
  email: 'privacy@example.com',
  responsible: { zh: '个人信息保护负责人：法务部', en: 'Responsible for personal information: the legal team' },
  rightsMethod: {
    zh: '登录“我的信息与授权”页面办理，十五个工作日内答复',
    en: 'In the privacy centre; answered within 15 working days',
  },
  complaints: { zh: '投诉邮箱 complaints@example.com', en: 'Complaints: complaints@example.com' },
};

const SENDER = {
  name: '示例短信服务有限公司',
  contact: 'dpo@sms.example.com',
  role: 'entrustee' as const,
  purpose: { zh: '代为发送短信', en: 'Sending messages for us' },
  fields: ['mobile' as const],
};

/** An activity as tests register it; change what matters. */
export function activityInput(changes: Partial<ActivityInput> = {}): ActivityInput {
  return {
    code: 'marketing',
    name: { zh: '短信与邮件营销', en: 'Marketing by SMS and email' },
    purpose: 'marketing',
    purposeText: { zh: '向您发送新品与优惠信息', en: 'Sending you news and offers' },
    method: { zh: '按您的消费记录自动分群后发送', en: 'Sent to segments computed from your purchases' },
    basis: 'consent',
    basisFacts: { necessary: true },
    operations: ['collect', 'store', 'use'],
    fields: [
      { field: 'name', necessary: false },
      { field: 'mobile', necessary: true },
      { field: 'email', necessary: false },
      { field: 'order_record', necessary: false },
    ],
    sources: ['from_individual'],
    channels: ['sms', 'email'],
    commercial: true,
    retention: { days: 730, atEnd: 'erase', text: { zh: '自同意之日起两年', en: 'Two years from consent' } },
    recipients: [SENDER],
    automatedDecision: {
      used: true,
      optOutProvided: true,
      text: { zh: '自动分群，可在隐私中心关闭', en: 'Segments are computed; you can turn it off' },
    },
    crossBorder: null,
    ourRole: 'handler',
    noticeBy: 'presentation',
    adultsOnly: true,
    ...changes,
  };
}

export const DELIVERY = activityInput({
  code: 'order-delivery',
  name: { zh: '订单履行与配送', en: 'Order delivery' },
  purpose: 'deliver_order',
  purposeText: { zh: '向您交付所购商品', en: 'Delivering what you bought' },
  method: { zh: '打印面单并交付承运', en: 'Printing waybills and handing over to the carrier' },
  basis: 'contract',
  fields: [
    { field: 'name', necessary: true },
    { field: 'mobile', necessary: true },
    { field: 'email', necessary: true },
  ],
  commercial: false,
  recipients: [],
  automatedDecision: null,
  adultsOnly: false,
});

/** Opens the world, with the tables of `further` contexts; the notice `privacy` tells both activities and the product's own. */
export async function openGateWorld(further: readonly string[] = []): Promise<GateWorld> {
  const house = await openEvidenceHouse(['evidence', 'register', 'consent', ...further]);
  const { clock, evidence, service, database, journal } = house;
  const register = createRegister({ clock, evidence });
  const gate = createGate({ clock, evidence, register, judge, service, journal });
  const act = <T>(work: (tx: Tx) => Promise<T>) => database.transaction(work);
  await act(async (tx) => {
    await register.saveHandler(tx, HANDLER);
    await register.seedBuiltIns(tx);
    await register.saveActivity(tx, DELIVERY);
    await register.saveActivity(tx, activityInput());
    await approve(register, tx, 'marketing');
    const activities = (await register.activities(tx)).map((activity) => activity.code);
    await register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy notice' }, activities });
    await register.publishNotice(tx, 'privacy');
  });
  return { ...house, register, gate, act };
}

/** Enters an approved assessment and a signed contract for every recipient, as the DPO would. */
export async function approve(register: Register, tx: Tx, activity: string): Promise<void> {
  const documentHash = 'ab'.repeat(32);
  await register.setAssessmentState(tx, {
    activity,
    state: 'approved',
    documentName: 'PIPIA-1',
    documentHash,
    by: 'staff:dpo',
  });
  for (const { name } of (await register.activity(tx, activity)).recipients)
    await register.setContractState(tx, { activity, recipient: name, state: 'signed', documentHash, by: 'staff:dpo' });
}

/** A person who was shown the notice, is of age, agreed to marketing on the channels and confirmed the addresses. */
export async function agreeingPerson(
  world: Pick<GateWorld, 'gate' | 'act'>,
  channels: readonly ('sms' | 'email')[] = ['sms', 'email'],
): Promise<string> {
  const person = randomUUID();
  await world.act(async (tx) => {
    const { gate } = world;
    await gate.registerSubjects(tx, [{ person, role: 'customer' }]);
    for (const channel of channels)
      await gate.setAddress(tx, { person, channel, digest: Buffer.from(`${channel}${person}`) });
    const session = randomUUID();
    const shown = await gate.present(tx, {
      notice: 'privacy',
      activities: ['order-delivery', 'marketing'],
      surface: 'form:test',
      locale: 'zh-CN',
      session,
    });
    await gate.recordConsents(
      tx,
      channels.map((channel) => ({
        person,
        session,
        activity: 'marketing',
        presentation: shown.id,
        nonce: shown.nonce,
        answer: 'granted' as const,
        kind: 'general' as const,
        how: 'explicit_action',
        channel,
        adultDeclared: true,
      })),
    );
    for (const channel of channels) await gate.confirmAddress(tx, { person, channel, how: 'code' });
  });
  return person;
}
