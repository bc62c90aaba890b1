import type { FieldCode, Register } from '../../src/contexts/register/index.ts';
import type { Tx } from '../../src/platform/database/index.ts';
import { activityInput } from './gate-world.ts';

const FIELDS: readonly FieldCode[] = ['member_id', 'open_id', 'wecom_id', 'mobile', 'email', 'device_id'];

/** Registers and publishes `one-customer`, an activity that permits linking by every identifier. */
export async function openLinkingActivity(register: Register, tx: Tx): Promise<void> {
  await register.saveActivity(
    tx,
    activityInput({
      code: 'one-customer',
      name: { zh: '识别您在各处的记录', en: 'Finding your records' },
      purpose: 'one_customer',
      purposeText: { zh: '把您在各渠道的记录合在一起，便于服务', en: 'Bringing your records together to serve you' },
      method: { zh: '比对加密的标识', en: 'Comparing encrypted identifiers' },
      basis: 'contract',
      fields: FIELDS.map((field) => ({ field, necessary: true })),
      channels: [],
      commercial: false,
      recipients: [],
      automatedDecision: null,
      noticeBy: 'public_rules',
      adultsOnly: false,
    }),
  );
  const activities = (await register.activities(tx)).map(({ code }) => code);
  await register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy notice' }, activities });
  await register.publishNotice(tx, 'privacy');
}
