import { describe, expect, it } from 'vitest';
import { activityInput, HANDLER } from '../../../../test/support/gate-world.ts';
import { noticeWarnings } from './notice-warnings.ts';

const [sender] = activityInput().recipients;
const both = (zh: string, en = 'x') => ({ zh, en });
const codes = (changes: Parameters<typeof activityInput>[0]) =>
  noticeWarnings([activityInput(changes)]).map(({ code, path }) => `${code} ${path}`);
const named = (name: string) => codes({ recipients: sender === undefined ? [] : [{ ...sender, name }] });
const term = (zh: string, en = 'Two years', days = 730) =>
  codes({ retention: { days, atEnd: 'erase', text: { zh, en } } });

describe('warnings before publishing', () => {
  it('are silent about an activity that says what it does, with whom and for how long', () => {
    expect(codes({})).toEqual([]);
  });

  it.each([
    '合作伙伴',
    '我们的合作伙伴',
    '关联公司',
    '第三方',
    '有关机构',
    '短信服务商',
    '顺丰等',
    'our partners',
    'Affiliates',
    'third parties',
    'Service providers',
    'Acme and other vendors',
  ])('name a recipient that is nobody: %s', (name) => {
    expect(named(name)).toEqual(['vague-recipient activities[0].recipients[0].name']);
  });

  it.each([
    '顺丰速运有限公司',
    '北京第三方检测有限公司',
    '上海合众伙伴科技有限公司',
    'Partnerize Ltd',
    'Acme (Shanghai) Co., Ltd.',
  ])('leave a recipient alone that has a name: %s', (name) => {
    expect(named(name)).toEqual([]);
  });

  it.each([
    ['永久保存', 'x'],
    ['长期保存', 'x'],
    ['我们将一直保存', 'x'],
    ['两年', 'Kept permanently'],
    ['两年', 'as long as we need it'],
    ['两年', 'indefinitely'],
  ])('name a term without an end: %s / %s', (zh, en) => {
    expect(term(zh, en)).toEqual(['permanent-retention activities[0].retention.text']);
  });

  it('take more than ten years for a term without an end', () => {
    expect(term('二十年', 'Twenty years', 7_300)).toEqual(['permanent-retention activities[0].retention.days']);
  });

  it.each([
    [both('继续使用即视为同意接收优惠'), 'purposeText'],
    [both('默认勾选接收优惠'), 'purposeText'],
    [both('x', 'By using this site you agree to offers'), 'purposeText'],
    [both('x', 'The box is pre-ticked'), 'purposeText'],
    [both('不同意则无法使用本服务'), 'purposeText'],
  ])('name a choice that is made for the person: %j', (purposeText, part) => {
    expect(codes({ purposeText })).toEqual([`bundled-choice activities[0].${part}`]);
  });

  it('name a gift that only a yes brings', () => {
    expect(codes({ purposeText: both('发送新品短信，同意即送优惠券') })).toEqual([
      'gift-for-yes activities[0].purposeText',
    ]);
  });

  it('name what is bundled by how the activity is made', () => {
    expect(codes({ basis: 'contract', fields: [{ field: 'mobile', necessary: true }] })).toEqual([
      'bundled-choice activities[0].basis',
    ]);
    const other = {
      ...sender,
      role: 'independent_handler' as const,
      name: '示例保险有限公司',
      contact: 'x',
      purpose: both('投保'),
      fields: [],
    };
    expect(codes({ recipients: [other] })).toEqual(['bundled-choice activities[0].recipients']);
    expect(noticeWarnings([], { title: both('x'), intro: both('您继续浏览即表示您同意本政策') })[0]?.code).toBe(
      'bundled-choice',
    );
  });

  it('name fields that the purpose does not need, unless the field says what it is for', () => {
    const birth = { field: 'birth_date' as const, necessary: false };
    expect(codes({ fields: [birth] })).toEqual(['over-collection activities[0].fields[0]']);
    expect(codes({ fields: [{ ...birth, purpose: both('生日当天发送祝福') }] })).toEqual([]);
    expect(codes({ fields: [{ field: 'email', necessary: false }], channels: ['sms'] })).toEqual([
      'over-collection activities[0].fields[0]',
    ]);
    const health = { field: 'allergy' as const, necessary: true, necessity: both('x'), impactIfRefused: both('x') };
    expect(codes({ fields: [health] })).toEqual(['over-collection activities[0].fields[0]']);
  });

  it('name vague purposes, decisions without a way out, and English that is Chinese', () => {
    expect(codes({ purposeText: both('为了提升用户体验') })).toEqual(['vague-purpose activities[0].purposeText']);
    expect(codes({ purposeText: both('发送优惠', 'Business purposes') })).toEqual([
      'vague-purpose activities[0].purposeText',
    ]);
    expect(codes({ automatedDecision: { used: true, optOutProvided: false, text: both('x') } })).toEqual([
      'no-way-out activities[0].automatedDecision.optOutProvided',
    ]);
    expect(codes({ name: { zh: '营销', en: '营销' } })).toEqual(['untranslated activities[0].name.en']);
  });

  it('ask who is responsible for children before their rules are published', () => {
    const rules = { title: both('规则'), kind: 'children' as const };
    expect(noticeWarnings([], rules, HANDLER).map(({ code }) => code)).toEqual(['children-contact']);
    expect(noticeWarnings([], rules, { ...HANDLER, childrenContact: both('专员') })).toEqual([]);
  });
});
