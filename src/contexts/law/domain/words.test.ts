import { describe, expect, it } from 'vitest';
import {
  arrangementAdmits,
  isLawLevelCitation,
  isMarketingPurpose,
  isPermanentTerm,
  isReasonableCheck,
  namesGuardian,
} from './words.ts';

describe('the wording of free text', () => {
  it.each(['marketing', 'email_newsletter', 'joint_promotion', 'show_ads', '会员营销'])(
    '%s is marketing',
    (purpose) => {
      expect(isMarketingPurpose(purpose)).toBe(true);
    },
  );
  it.each(['deliver_order', 'address_check', 'load_balancing', 'pricing'])('%s is not marketing', (purpose) => {
    expect(isMarketingPurpose(purpose)).toBe(false);
  });
  it.each([
    'mother',
    'legal guardian',
    'grandmother',
    '父亲',
    '监护人',
    'father aged 18',
    'mother, 35 years old',
    '父亲，41岁',
  ])('%s is a guardian', (by) => {
    expect(namesGuardian(by)).toBe(true);
  });
  it.each(['brother aged 17', 'mother aged 16', 'teacher', 'not the guardian', '班主任'])('%s is none', (by) => {
    expect(namesGuardian(by)).toBe(false);
  });
  it.each(['E-Commerce Law 31', 'NDSR 24', 'Civil Code 1020', '征信业管理条例', '电子商务法 第31条'])(
    '%s is a law',
    (cited) => {
      expect(isLawLevelCitation(cited)).toBe(true);
    },
  );
  it.each(['Ministry circular 7', 'Face Measures 8', 'GB/T 35273', '某某管理办法', ''])(
    '%s is below a law',
    (cited) => {
      expect(isLawLevelCitation(cited)).toBe(false);
    },
  );
  it('knows terms without end', () => {
    expect(isPermanentTerm('永久保存')).toBe(true);
    expect(isPermanentTerm('two years after the last order')).toBe(false);
  });
  it('lets a code to the registered number through and a photo not', () => {
    expect(isReasonableCheck('one-time code to the registered phone')).toBe(true);
    expect(isReasonableCheck('code and hand-held ID photo')).toBe(false);
    expect(isReasonableCheck('the password of the account')).toBe(true);
    expect(isReasonableCheck('password and a video call')).toBe(false);
  });
  it('follows what the deceased arranged', () => {
    expect(arrangementAdmits('my daughter may see everything', 'daughter')).toBe(true);
    expect(arrangementAdmits('nobody, not even my daughter', 'daughter')).toBe(false);
  });
});
