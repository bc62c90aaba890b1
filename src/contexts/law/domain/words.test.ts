import { describe, expect, it } from 'vitest';
import {
  addsAutomation,
  addsKind,
  arrangementAdmits,
  isLawLevelCitation,
  isMarketingPurpose,
  isNoLawAtAll,
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
  it.each([
    'internal policy',
    'our own rules',
    'supplier contract 5',
    'industry standard',
    'GB/T 35273-2020',
    '公司制度',
  ])('%s is no law at all', (cited) => {
    expect(isNoLawAtAll(cited)).toBe(true);
  });
  it.each([
    'Labour Contract Law 7',
    'Company Law 56',
    '公司法 56',
    'SMS Rules 2026',
    'police request letter',
    '合同法 8',
  ])('%s may be one', (cited) => {
    expect(isNoLawAtAll(cited)).toBe(false);
  });
  it('tells a kind that a change adds from one that it mentions', () => {
    expect(addsKind('adds gender', 'gender')).toBe(true);
    expect(addsKind('Adds name and birth date', 'birth_date')).toBe(true);
    expect(addsKind('adds email; removes gender', 'gender')).toBe(false);
    expect(addsKind('adds nickname', 'name')).toBe(false);
    expect(addsKind('adds a recipient of the mobile number', 'mobile')).toBe(false);
    expect(addsKind('gender is told as before', 'gender')).toBe(false);
  });
  it('tells which way a method changes', () => {
    expect(addsAutomation('manual service -> automated decision')).toBe(true);
    expect(addsAutomation('automated decision -> manual service')).toBe(false);
    expect(addsAutomation('adds purpose automated pricing')).toBe(false);
  });
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
