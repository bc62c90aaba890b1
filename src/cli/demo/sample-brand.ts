import type { FormDefinition } from '../../contexts/capture/index.ts';
import type { CampaignInput } from '../../contexts/engagement/index.ts';
import type { ActivityInput, Brand, HandlerProfile } from '../../contexts/register/index.ts';

// An invented company: every name, number and address below is made up.

export const SAMPLE_HANDLER: HandlerProfile = {
  name: { zh: '栖野饮品(上海)有限公司', en: 'Qiye Beverages (Shanghai) Co., Ltd.' },
  unifiedCode: '91310000MA0DEM0009',
  address: { zh: '上海市徐汇区示例路88号3层', en: '3/F, 88 Example Road, Xuhui, Shanghai' },
  phone: '400-000-0088',
  email: 'privacy@qiye.example.com',
  responsible: {
    zh: '个人信息保护负责人：法务与合规部',
    en: 'Responsible for personal information: Legal and Compliance',
  },
  rightsMethod: {
    zh: '在“我的信息与授权”页面(/me)用手机或邮箱验证码登录后办理，或发邮件至 privacy@qiye.example.com；十五个工作日内答复',
    en: 'In the privacy centre (/me) with a code to your phone or mailbox, or by mail to privacy@qiye.example.com; answered within 15 working days',
  },
  complaints: { zh: '投诉邮箱 complaints@qiye.example.com', en: 'Complaints: complaints@qiye.example.com' },
};

export const SAMPLE_BRAND: Brand = {
  code: 'qiye',
  name: { zh: '栖野茶饮', en: 'Qiye Tea' },
  smsSignature: '栖野茶饮',
};

const year2 = { zh: '自采集之日起两年', en: 'Two years from collection' };

export const DELIVERY: ActivityInput = {
  code: 'order-delivery',
  name: { zh: '订单履行与配送', en: 'Order delivery' },
  purpose: 'deliver_order',
  purposeText: {
    zh: '制作并交付您购买的饮品，通知您订单进展',
    en: 'Preparing and delivering what you bought, and telling you how it goes',
  },
  method: {
    zh: '记录订单、打印杯贴、联系您取货或配送',
    en: 'Recording orders, printing labels, reaching you for pick-up or delivery',
  },
  basis: 'contract',
  basisFacts: { necessary: true },
  operations: ['collect', 'store', 'use', 'staff_bulk_export'],
  fields: [
    { field: 'name', necessary: true },
    { field: 'mobile', necessary: true },
    { field: 'email', necessary: true },
    { field: 'address', necessary: true },
    { field: 'order_record', necessary: true },
  ],
  sources: ['from_individual'],
  channels: ['sms', 'email'],
  commercial: false,
  retention: { days: 730, atEnd: 'erase', text: year2 },
  recipients: [],
  automatedDecision: null,
  crossBorder: null,
  ourRole: 'handler',
  noticeBy: 'presentation',
  adultsOnly: false,
};

export const MARKETING: ActivityInput = {
  code: 'marketing',
  name: { zh: '短信与邮件营销', en: 'Marketing by SMS and email' },
  purpose: 'marketing',
  purposeText: { zh: '向您发送新品、优惠与会员活动信息', en: 'Sending you news, offers and member events' },
  method: {
    zh: '按消费记录自动分群后，通过短信和邮件发送',
    en: 'Sent by SMS and email to segments computed from purchases',
  },
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
  recipients: [
    {
      name: '示例云通信有限公司',
      contact: 'dpo@sms.example.com',
      role: 'entrustee',
      purpose: { zh: '代为发送短信', en: 'Sending text messages for us' },
      fields: ['mobile'],
    },
  ],
  automatedDecision: {
    used: true,
    optOutProvided: true,
    text: {
      zh: '按消费次数自动分群，可在“我的信息与授权”关闭',
      en: 'Segments are computed from purchases; you can turn it off in the privacy centre',
    },
  },
  crossBorder: null,
  ourRole: 'handler',
  noticeBy: 'presentation',
  brand: 'qiye',
  adultsOnly: true,
};

export const NOTICE = {
  code: 'privacy',
  title: { zh: '栖野茶饮个人信息处理规则', en: 'How Qiye Tea handles personal information' },
};

export const FORM: FormDefinition = {
  code: 'autumn',
  brand: 'qiye',
  title: { zh: '领取秋季饮品券', en: 'Get your autumn drink voucher' },
  intro: {
    zh: '填写后凭手机号到店领取，一人一份。',
    en: 'Fill this in and collect your drink in the shop with your mobile number.',
  },
  notice: NOTICE.code,
  activity: 'order-delivery',
  marketing: 'marketing',
  fields: [
    { field: 'name', required: true },
    { field: 'mobile', required: true },
    { field: 'email', required: true },
  ],
};

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: the vendor's brackets */
export const SMS_TEMPLATES = [
  { code: 'SMS_100001', text: '您的验证码为${code}，10分钟内有效，请勿告知他人。', commercial: false },
  {
    code: 'SMS_200001',
    text: '秋天的第一杯桂花乌龙已上市，本周${offer}，凭短信到店使用，${until}前有效，拒收请回复R',
    commercial: true,
  },
  { code: 'SMS_200002', text: '老朋友您好，${shop}新店开业，凭本短信${offer}，拒收请回复R', commercial: true },
];
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: the vendor's brackets */

export const SEGMENT = {
  code: 'regulars-90d',
  name: { zh: '近90天购买两次及以上', en: 'Bought at least twice in the last 90 days' },
  definition: { all: [{ event: { name: 'purchase', withinDays: 90, atLeast: 2 } }] },
};

export const CAMPAIGN: CampaignInput = {
  name: '秋季新品 · 老客优惠',
  brand: 'qiye',
  activity: 'marketing',
  segment: SEGMENT.code,
  channel: 'sms',
  message: { sms: { template: 'SMS_200001', parameters: { offer: '第二杯半价', until: '11月30日' } } },
};

export const EMAIL_CAMPAIGN: CampaignInput = {
  ...CAMPAIGN,
  name: '秋季新品 · 邮件',
  channel: 'email',
  message: {
    email: {
      subject: '秋天的第一杯桂花乌龙',
      text: '您好，\n\n今年的桂花乌龙已经上市。本周到店第二杯半价，出示这封邮件即可。\n\n期待与您见面。\n栖野茶饮',
    },
  },
};

/** The DPO's papers of the sample: names and hashes only, as the register keeps them. */
export const ASSESSMENT = { documentName: 'PIPIA-2026-001 短信与邮件营销', documentHash: 'c1'.repeat(32) };
export const CONTRACT = { documentHash: 'c2'.repeat(32) };
