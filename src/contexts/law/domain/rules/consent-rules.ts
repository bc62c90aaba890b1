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
  where: Wording,
  remedy: Wording,
): Rule {
  return {
    code,
    step: 4,
    article,
    also,
    on: HANDLING,
    when: ['consent is the basis', 'no consent is in force'],
    where,
    applies: found,
    test: () => false,
    denies,
    remedy,
  };
}

/** Step 4, basis consent: explicit, informed, in force at this instant, for this purpose, method, kinds and channel. */
export const consentRules: readonly Rule[] = [
  {
    code: 'consent.other-purpose',
    step: 4,
    article: 'PIPL 14',
    also: ['PIPL 6'],
    on: HANDLING,
    general: true,
    when: ['consent is the basis', 'no consent is in force'],
    // It says more than that there is no consent: purposes have changed.
    where: { zh: '仅有针对其他目的的同意', en: 'the consent in force is for another purpose' },
    applies: (c) => !c.consents.forPurpose && c.consents.liveForOtherPurpose,
    test: () => false,
    denies: {
      zh: '所作同意针对其他目的；目的变更的，应当重新取得同意。',
      en: 'The consent in force is for another purpose; a changed purpose needs new consent.',
    },
    remedy: { zh: '就该目的重新取得同意', en: 'Obtain consent to this purpose' },
  },
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
    remedy: { zh: '在服务触点告知并取得同意', en: 'Tell and ask at a service touchpoint' },
    ground: { rank: 91, zh: '同意有效。', en: 'A consent is in force.' },
  },
  flaw(
    'consent.withdrawn',
    'PIPL 15',
    ['PIPL 47'],
    (c) => c.consents.withdrawn,
    {
      zh: '同意已撤回。',
      en: 'The consent has been withdrawn.',
    },
    { zh: '同意已撤回', en: 'it was withdrawn' },
    { zh: '本人主动再次同意', en: 'The person agrees again of their own will' },
  ),
  flaw(
    'consent.declined',
    'PIPL 14',
    ['PIPL 44'],
    (c) => c.refusals.declined,
    {
      zh: '个人已拒绝同意。',
      en: 'The person has declined to consent.',
    },
    { zh: '个人已拒绝', en: 'the person declined' },
    { zh: '本人主动同意', en: 'The person agrees of their own will' },
  ),
  {
    code: 'consent.declined-after',
    step: 4,
    article: 'PIPL 14',
    also: ['PIPL 15'],
    on: HANDLING,
    when: ['consent is the basis', 'a consent is in force', 'a refusal was made'],
    where: { zh: '个人其后拒绝', en: 'the person declined since' },
    applies: (c) => c.refusals.declined,
    test: () => false,
    denies: { zh: '个人在同意之后已明确拒绝。', en: 'The person has declined after consenting.' },
    remedy: { zh: '本人主动再次同意', en: 'The person agrees again of their own will' },
  },
  {
    code: 'consent.refused-outright',
    step: 4,
    article: 'PIPL 44',
    also: ['PIPL 15'],
    on: HANDLING,
    when: ['a refusal was made'],
    where: {
      zh: '个人明确拒绝，且基础为同意或公开信息',
      en: 'the person refused outright, and consent or public information is the basis',
    },
    applies: (c) => c.refusals.refusedOutright && (c.byConsent || c.facts.legal_basis === 'public_info'),
    test: () => false,
    denies: { zh: '个人已明确拒绝该处理。', en: 'The person has explicitly refused this handling.' },
    remedy: { zh: '本人主动同意', en: 'The person agrees of their own will' },
  },
  flaw(
    'consent.not-explicit',
    'PIPL 14',
    ['PIPL 5'],
    (c) => c.consents.notExplicit,
    {
      zh: '默认勾选、沉默、捆绑或视为同意均不是自愿、明确的同意。',
      en: 'Pre-ticked boxes, silence, forced bundles or deemed acceptance are not voluntary, explicit consent.',
    },
    { zh: '记录并非明确行为', en: 'a record is no explicit act' },
    { zh: '以明确的主动行为重新取得同意', en: 'Obtain consent by an explicit act' },
  ),
  flaw(
    'consent.forced',
    'PIPL 16',
    ['PIPL 5'],
    (c) => c.consents.forced,
    {
      zh: '以提供服务为条件取得的同意不是自愿作出。',
      en: 'A consent without which the service was not to be had is not voluntary.',
    },
    { zh: '同意系捆绑取得', en: 'a record was a forced bundle' },
    { zh: '不以同意为服务条件，重新征求同意', en: 'Ask anew, and give the service whatever the answer' },
  ),
  flaw(
    'consent.term-ended',
    'PIPL 14',
    ['NDSR 22'],
    (c) => c.consents.expired,
    {
      zh: '同意的期限已届满。',
      en: 'The term of the consent has ended.',
    },
    { zh: '同意期限已届满', en: 'its term has ended' },
    { zh: '重新征求同意', en: 'Ask for consent anew' },
  ),
  flaw(
    'consent.used-up',
    'PIPL 14',
    [],
    (c) => c.consents.used,
    {
      zh: '单次同意已使用。',
      en: 'The one-time consent has been used.',
    },
    { zh: '单次同意已使用', en: 'the single use is spent' },
    { zh: '再次征求单次同意', en: 'Ask for another single consent' },
  ),
  flaw(
    'consent.incomplete-record',
    'PIPL 14',
    ['PIPL 69'],
    (c) => c.consents.incomplete,
    {
      zh: '同意记录不完整、相互矛盾或在处理之后。',
      en: 'The consent record is incomplete, contradicts itself or lies after the handling.',
    },
    { zh: '记录不完整、矛盾或在处理之后', en: 'a record is incomplete, contradictory or later than the handling' },
    { zh: '补全可证明的记录，或重新取得同意', en: 'Complete the record with proof, or obtain consent anew' },
  ),
  flaw(
    'consent.uninformed',
    'PIPL 14',
    ['PIPL 17'],
    (c) => c.consents.uninformed,
    {
      zh: '同意所依据的告知版本未向个人展示。',
      en: 'The consent names a notice version that the person was not shown.',
    },
    { zh: '记录所载版本未展示', en: 'a record names a version not shown' },
    { zh: '展示该版本后重新取得同意', en: 'Show that version and obtain consent anew' },
  ),
  flaw(
    'consent.before-notice',
    'PIPL 17',
    ['PIPL 14'],
    (c) => c.consents.beforeNotice,
    {
      zh: '先取得同意、后告知，同意不是在充分知情的前提下作出。',
      en: 'The notice came after the consent, which was therefore not informed.',
    },
    { zh: '同意先于告知', en: 'the consent came before the notice' },
    { zh: '告知后重新取得同意', en: 'Tell first, then obtain consent anew' },
  ),
  flaw(
    'consent.other-channel',
    'PIPL 14',
    ['Advertising Law 43'],
    (c) => c.consents.otherChannelOnly,
    {
      zh: '同意仅限其他渠道。',
      en: 'The consent is limited to another channel.',
    },
    { zh: '同意仅限其他渠道', en: 'the consent is for another channel' },
    { zh: '改用所同意的渠道，或就该渠道取得同意', en: 'Use the channel agreed to, or obtain consent for this one' },
  ),
  flaw(
    'consent.given-as-child',
    'PIPL 31',
    [],
    (c) => c.consents.givenAsChild,
    {
      zh: '同意在不满十四周岁时作出，没有仍有效的监护人同意。',
      en: "The consent was given under the age of 14, and no guardian's consent stands for it.",
    },
    { zh: '同意在不满十四周岁时作出', en: 'it was given under 14' },
    {
      zh: '由监护人同意，或满十四周岁后本人重新同意',
      en: 'A guardian consents, or the person consents anew from 14 on',
    },
  ),
  {
    code: 'consent.outside-notice',
    step: 4,
    article: 'PIPL 14',
    also: ['PIPL 17', 'NDSR 22'],
    on: HANDLING,
    general: true,
    when: ['consent is the basis'],
    // Without any consent for the purpose nothing was accepted that could change: the lack itself decides.
    where: { zh: '未就该目的作出过同意', en: 'there was never a consent to this purpose' },
    applies: (c) => !c.consents.forPurpose,
    test: withinNotice,
    denies: {
      zh: '目的、方式或种类不在告知范围内，也未就该目的作出过同意。',
      en: 'Purpose, method or kinds lie outside the notice, and no consent was given for this purpose.',
    },
    remedy: { zh: '在告知中写明并取得同意', en: 'Put it into the notice and obtain consent' },
  },
  {
    code: 'consent.scope-changed',
    step: 4,
    article: 'PIPL 14',
    also: ['PIPL 17', 'NDSR 22'],
    on: HANDLING,
    when: ['consent is the basis'],
    where: { zh: '就该目的作出过同意', en: 'a consent to this purpose was given' },
    applies: (c) => c.consents.forPurpose,
    test: withinNotice,
    denies: {
      zh: '处理目的、方式或种类超出所同意的告知，应当重新取得同意。',
      en: 'Purpose, method or kinds go beyond the notice that was accepted; new consent is needed.',
    },
    remedy: { zh: '仅就变化部分重新取得同意', en: 'Obtain new consent to what changed' },
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
    where: { zh: '版本已变化或为单次同意', en: 'the version has changed, or the consent is for one use' },
    applies: (c) =>
      c.facts.notice?.version_shown !== c.facts.notice?.current_version ||
      c.consents.otherVersion ||
      c.consents.oneTime,
    test: (c) => c.consents.live,
    denies: { zh: '没有覆盖本次处理的有效同意。', en: 'No consent in force covers this handling.' },
    remedy: { zh: '取得覆盖本次处理的同意', en: 'Obtain consent that covers this handling' },
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
    where: { zh: '有撤回，但不及于本次处理', en: 'a withdrawal does not reach this handling' },
    applies: (c) => c.consents.withdrawalBeside,
    test: () => true,
    denies: { zh: '', en: '' },
    ground: {
      rank: 70,
      zh: '撤回不溯及既往，也不及于未撤回的同意或其他合法性基础。',
      en: 'A withdrawal has no retroactive effect and leaves other consents and bases untouched.',
    },
  },
];
