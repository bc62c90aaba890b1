import type { CaseReading } from '../case-reading.ts';
import { always, HANDLING, type Rule, type Wording } from '../rule.ts';

const withinNotice = (c: CaseReading): boolean => {
  const n = c.facts.notice;
  return n?.covers_this_purpose === true && n.covers_these_data === true && n.covers_this_method === true;
};

/** Why the records for this purpose do not hold: each is at issue only when no other record does. */
function flaw(
  code: string,
  article: string,
  also: readonly string[],
  found: (c: CaseReading) => boolean,
  denies: Wording,
): Rule {
  return {
    code,
    step: 4,
    article,
    also,
    on: HANDLING,
    when: ['consent is the basis', 'no consent is in force'],
    applies: found,
    test: () => false,
    denies,
  };
}

/** Step 4, basis consent: explicit, informed, in force at this instant, for this purpose, method, kinds and channel. */
export const consentRules: readonly Rule[] = [
  {
    code: 'consent.none',
    step: 4,
    article: 'PIPL 13',
    also: ['PIPL 14'],
    on: HANDLING,
    general: true,
    when: ['consent is the basis'],
    applies: always,
    test: (c) => c.consents.live,
    denies: { zh: '没有当前有效的同意。', en: 'No consent is in force for this purpose.' },
    ground: { rank: 91, zh: '同意有效。', en: 'A consent is in force.' },
  },
  flaw('consent.withdrawn', 'PIPL 15', ['PIPL 47'], (c) => c.consents.withdrawn, {
    zh: '同意已撤回。',
    en: 'The consent has been withdrawn.',
  }),
  flaw('consent.declined', 'PIPL 14', ['PIPL 44'], (c) => c.refusals.declined, {
    zh: '个人已拒绝同意。',
    en: 'The person has declined to consent.',
  }),
  {
    code: 'consent.declined-after',
    step: 4,
    article: 'PIPL 14',
    also: ['PIPL 15'],
    on: HANDLING,
    when: ['consent is the basis', 'a consent is in force', 'a refusal was made'],
    applies: (c) => c.refusals.declined,
    test: () => false,
    denies: { zh: '个人在同意之后已明确拒绝。', en: 'The person has declined after consenting.' },
  },
  {
    code: 'consent.refused-outright',
    step: 4,
    article: 'PIPL 44',
    also: ['PIPL 15'],
    on: HANDLING,
    when: ['a refusal was made'],
    applies: (c) => c.refusals.refusedOutright && (c.byConsent || c.facts.legal_basis === 'public_info'),
    test: () => false,
    denies: { zh: '个人已明确拒绝该处理。', en: 'The person has explicitly refused this handling.' },
  },
  flaw('consent.not-explicit', 'PIPL 14', ['PIPL 5'], (c) => c.consents.notExplicit, {
    zh: '默认勾选、沉默、捆绑或视为同意均不是自愿、明确的同意。',
    en: 'Pre-ticked boxes, silence, forced bundles or deemed acceptance are not voluntary, explicit consent.',
  }),
  flaw('consent.term-ended', 'PIPL 14', ['NDSR 22'], (c) => c.consents.expired, {
    zh: '同意的期限已届满。',
    en: 'The term of the consent has ended.',
  }),
  flaw('consent.used-up', 'PIPL 14', [], (c) => c.consents.used, {
    zh: '单次同意已使用。',
    en: 'The one-time consent has been used.',
  }),
  flaw('consent.incomplete-record', 'PIPL 14', ['PIPL 69'], (c) => c.consents.incomplete, {
    zh: '同意记录不完整、相互矛盾或在处理之后。',
    en: 'The consent record is incomplete, contradicts itself or lies after the handling.',
  }),
  flaw('consent.uninformed', 'PIPL 14', ['PIPL 17'], (c) => c.consents.uninformed, {
    zh: '同意所依据的告知版本未向个人展示。',
    en: 'The consent names a notice version that the person was not shown.',
  }),
  flaw('consent.before-notice', 'PIPL 17', ['PIPL 14'], (c) => c.consents.beforeNotice, {
    zh: '先取得同意、后告知，同意不是在充分知情的前提下作出。',
    en: 'The notice came after the consent, which was therefore not informed.',
  }),
  flaw('consent.other-channel', 'PIPL 14', ['Advertising Law 43'], (c) => c.consents.otherChannelOnly, {
    zh: '同意仅限其他渠道。',
    en: 'The consent is limited to another channel.',
  }),
  flaw('consent.given-as-child', 'PIPL 31', [], (c) => c.consents.givenAsChild, {
    zh: '同意在不满十四周岁时作出，且无监护人同意。',
    en: "The consent was given under the age of 14 without a guardian's consent.",
  }),
  {
    code: 'consent.outside-notice',
    step: 4,
    article: 'PIPL 14',
    also: ['PIPL 17', 'NDSR 22'],
    on: HANDLING,
    general: true,
    when: ['consent is the basis'],
    // Without any consent for the purpose nothing was accepted that could change: the lack itself decides.
    applies: (c) => !c.consents.forPurpose,
    test: withinNotice,
    denies: {
      zh: '目的、方式或种类不在告知范围内，也未就该目的作出过同意。',
      en: 'Purpose, method or kinds lie outside the notice, and no consent was given for this purpose.',
    },
  },
  {
    code: 'consent.scope-changed',
    step: 4,
    article: 'PIPL 14',
    also: ['PIPL 17', 'NDSR 22'],
    on: HANDLING,
    when: ['consent is the basis'],
    applies: (c) => c.consents.forPurpose,
    test: withinNotice,
    denies: {
      zh: '处理目的、方式或种类超出所同意的告知，应当重新取得同意。',
      en: 'Purpose, method or kinds go beyond the notice that was accepted; new consent is needed.',
    },
    ground: {
      rank: 93,
      zh: '目的、方式和种类均在同意范围内。',
      en: 'Purpose, method and kinds are within what was accepted.',
    },
  },
  {
    code: 'consent.unaffected-by-new-version',
    step: 4,
    article: 'PIPL 14',
    on: HANDLING,
    general: true,
    when: ['consent is the basis'],
    applies: (c) => c.facts.notice?.version_shown !== c.facts.notice?.current_version || c.consents.oneTime,
    test: (c) => c.consents.live,
    denies: { zh: '没有覆盖本次处理的有效同意。', en: 'No consent in force covers this handling.' },
    ground: {
      rank: 80,
      zh: '版本变化或单次同意不影响本次处理。',
      en: 'The new version or the single use leaves this handling covered.',
    },
  },
  {
    code: 'consent.withdrawal-beside',
    step: 4,
    article: 'PIPL 15',
    on: HANDLING,
    applies: (c) => c.consents.withdrawalBeside && (!c.byConsent || c.consents.live),
    test: () => true,
    denies: { zh: '', en: '' },
    ground: {
      rank: 70,
      zh: '撤回不溯及既往，也不及于未撤回的同意或其他合法性基础。',
      en: 'A withdrawal has no retroactive effect and leaves other consents and bases untouched.',
    },
  },
];
