import type { ActivityInput, Register } from '../../src/contexts/register/index.ts';
import type { Tx } from '../../src/platform/database/index.ts';
import { activityInput, approve } from './gate-world.ts';

const FIELDS: ActivityInput['fields'] = [
  { field: 'name', necessary: true },
  { field: 'mobile', necessary: true },
  { field: 'email', necessary: true },
  { field: 'member_id', necessary: true },
  { field: 'employer', necessary: true },
  { field: 'job_title', necessary: true },
];

/** Dealing with the contacts of organisations that we have a contract with: under a duty of the Civil Code, told by published rules. */
export const CONTRACT_NOTICES = activityInput({
  code: 'contract-notices',
  name: { zh: '与往来单位联系人的业务联络', en: 'Dealing with contacts of our business partners' },
  purpose: 'contract_notices',
  purposeText: {
    zh: '就与贵单位的合同履行通知和协助义务',
    en: 'Giving the notices that a contract with your organisation asks for',
  },
  method: { zh: '由销售和客服人员联系', en: 'By our sales and service staff' },
  basis: 'legal_duty',
  basisFacts: { necessary: true, law_cited: 'Civil Code 509' },
  operations: ['collect', 'store', 'use', 'staff_access', 'delete'],
  fields: FIELDS,
  channels: [],
  commercial: false,
  recipients: [],
  automatedDecision: null,
  adultsOnly: false,
  noticeBy: 'public_rules',
  audience: 'business_contacts',
});

/** Marketing to contacts of organisations who agreed themselves. */
export const B2B_MARKETING = activityInput({
  code: 'b2b-marketing',
  name: { zh: '面向企业联系人的营销', en: 'Marketing to business contacts' },
  method: { zh: '由人工选定后发送', en: 'Sent to whom staff have chosen' },
  operations: ['collect', 'store', 'use', 'staff_access'],
  fields: FIELDS,
  automatedDecision: null,
  adultsOnly: false,
  audience: 'business_contacts',
});

/** Registers both, approved, in a published notice of their own. */
export async function openBusinessActivities(register: Register, tx: Tx): Promise<void> {
  for (const activity of [CONTRACT_NOTICES, B2B_MARKETING]) {
    await register.saveActivity(tx, activity);
    await approve(register, tx, activity.code);
  }
  const title = { zh: '企业联系人隐私告知', en: 'Privacy notice for business contacts' };
  await register.saveNotice(tx, { code: 'business', title, activities: ['contract-notices', 'b2b-marketing'] });
  await register.publishNotice(tx, 'business');
}
