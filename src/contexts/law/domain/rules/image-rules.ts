import type { CaseReading } from '../case-reading.ts';
import { restsOnCitedLaw } from '../rests-on-cited-law.ts';
import { always, HANDLING, type Rule } from '../rule.ts';
import { isBrandPurpose, isPublicSecurityPurpose } from '../words.ts';

/** Bases under which Civil Code 1020 lets a portrait be used without consent. */
const WITHOUT_CONSENT = ['news', 'emergency', 'public_health_emergency', 'legal_duty', 'other_law'];

/** News that serves a brand, or is not in the public interest, is none; the exception is not there for it. */
const isFalseNews = (c: CaseReading): boolean =>
  c.facts.legal_basis === 'news' && (isBrandPurpose(c.purpose) || c.facts.basis_facts?.public_interest !== true);

/** Step 6, portraits and images from public places. */
export const imageRules: readonly Rule[] = [
  {
    code: 'portrait.no-consent',
    step: 6,
    article: 'Civil Code 1019',
    also: ['Civil Code 1018', 'PIPL 25'],
    on: ['use', 'publish', 'collect', 'provide', 'transmit'],
    when: ['a portrait'],
    where: { zh: '并非新闻、紧急或法律要求', en: 'neither news, emergency nor law' },
    applies: (c) => !WITHOUT_CONSENT.includes(c.facts.legal_basis ?? ''),
    test: (c) => c.consents.live,
    denies: {
      zh: '未经肖像权人同意，不得制作、使用、公开其肖像；作品权利人的许可不能替代。',
      en: "No one's portrait may be made, used or published without their consent; the copyright owner's leave does not replace it.",
    },
    remedy: { zh: '取得肖像权人同意', en: 'Obtain the consent of the person shown' },
    ground: { rank: 48, zh: '肖像权人已同意。', en: 'The person shown has consented.' },
  },
  {
    code: 'portrait.without-consent',
    step: 6,
    article: 'Civil Code 1020',
    also: ['Civil Code 1019'],
    on: ['use', 'publish', 'collect', 'provide', 'transmit'],
    when: ['a portrait'],
    where: { zh: '新闻、紧急或法律要求', en: 'news, emergency or law' },
    applies: (c) => WITHOUT_CONSENT.includes(c.facts.legal_basis ?? ''),
    test: () => true,
    denies: { zh: '', en: '' },
    ground: {
      rank: 47,
      zh: '新闻报道、履行职责等必要范围内可以不经肖像权人同意。',
      en: 'Within what news, an emergency or a duty needs, no consent of the person shown is asked for.',
    },
  },
  {
    code: 'portrait.false-news',
    step: 6,
    article: 'Civil Code 1019',
    also: ['Civil Code 1020'],
    on: ['use', 'publish', 'collect', 'provide', 'transmit'],
    general: true,
    when: ['a portrait'],
    where: { zh: '主张新闻报道，但并非新闻', en: 'news reporting is claimed, but it is none' },
    applies: isFalseNews,
    test: () => false,
    denies: {
      zh: '新闻报道的例外不适用于广告等自身利益，使用肖像须经肖像权人同意。',
      en: 'The exception for news serves no advertisement; a portrait needs the consent of the person shown.',
    },
    remedy: { zh: '取得肖像权人同意', en: 'Obtain the consent of the person shown' },
  },
  {
    code: 'portrait.licence-ended',
    step: 6,
    article: 'Civil Code 1022',
    on: ['use', 'publish'],
    when: ['a portrait', 'no consent is in force'],
    where: { zh: '许可已解除或期满', en: 'the licence was ended or has run out' },
    applies: (c) => c.consents.withdrawn || c.consents.expired,
    test: () => false,
    denies: { zh: '肖像许可已解除或期满。', en: 'The licence to use the portrait has ended.' },
    remedy: { zh: '重新取得许可，否则下架', en: 'Obtain a new licence, or take it down' },
  },
  {
    code: 'public-place.other-purpose',
    step: 6,
    article: 'PIPL 26',
    on: HANDLING,
    when: ['a public place'],
    // What a law commands, or an emergency needs, is no other use of the handler's own choice.
    where: { zh: '并非为公共安全、法律要求或紧急情况', en: 'neither public security, law nor emergency' },
    applies: (c) => !isPublicSecurityPurpose(c.purpose) && !restsOnCitedLaw(c.facts.legal_basis) && !c.emergency,
    test: (c) => c.consents.separateForThisAct,
    denies: {
      zh: '公共场所采集的图像只能用于维护公共安全，另作他用须取得单独同意。',
      en: 'Images from public places serve public security only; any other use needs separate consent.',
    },
    remedy: { zh: '就其他用途取得单独同意', en: 'Obtain separate consent to the other use' },
    ground: { rank: 44, zh: '已就其他用途取得单独同意。', en: 'Separate consent covers the other use.' },
  },
  {
    code: 'public-place.necessity-and-sign',
    step: 6,
    article: 'PIPL 26',
    on: HANDLING,
    when: ['a public place'],
    applies: always,
    test: (c) =>
      c.facts.basis_facts?.sign_shown === true &&
      (c.facts.basis_facts.necessary === true || !isPublicSecurityPurpose(c.purpose)),
    denies: {
      zh: '公共场所图像采集须为维护公共安全所必需并设置显著提示标识。',
      en: 'Image capture in public places must be necessary for public security, with a conspicuous sign.',
    },
    remedy: {
      zh: '设置显著提示标识，且为公共安全所必需',
      en: 'Put up a sign; it must be necessary for public security',
    },
    ground: { rank: 43, zh: '为公共安全所必需并设有提示标识。', en: 'Necessary for public security, with a sign.' },
  },
];
