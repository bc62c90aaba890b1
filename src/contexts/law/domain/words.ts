// Purposes and a few other facts are free text. These are the only places where their wording is read.

const MARKETING =
  /market|advert|promot|newsletter|coupon|campaign|win[-_ ]?back|lookalike|upsell|cross[-_ ]?sell|lead[-_ ]?gen|recommend|(^|[^a-z])ads?([^a-z]|$)|营销|广告|推广|促销|推荐|拉新|召回/i;
const PUBLIC_SECURITY = /security|safety|theft|安全|安防|防盗/i;
const BRAND_INTEREST = /brand|品牌/i;
const PERMANENT = /permanent|forever|indefinite|perpetual|unlimited|no (end|limit)|永久|无限期|长期/i;
const EDITORIAL = /typo|editorial|wording|layout|spelling|formatting|文字|排版|错别字/i;
const LAW_LEVEL = /\blaw\b|\bcode\b|\bregulations?\b|\bregs\b|\bact\b|\bndsr\b|\bpipl\b|法典|法(\s|第|》|$|\d)|条例/i;
const BELOW_LAW_LEVEL =
  /ministry|ministerial|department|guideline|standard|\bgb\/?t\b|部门规章|办法|规定|规则|通知|国标|指南/i;
const PLATFORM_RECORD_DUTY = /e-?commerce law\s*(art(icle|\.)?\s*)?31(?!\d)|电子商务法.{0,2}(31|三十一)/i;
const GUARDIAN = /mother|father|parent|guardian|\bmum\b|\bmom\b|\bdad\b|母|父|妈|爸|监护|祖/i;
const NOT_GUARDIAN = /\bnot\b|\bno\b|non-|claims|step|god(mother|father|parent)|前|非/i;
const STATED_AGE = /(?:aged?|年龄)\s*(\d{1,3})|(\d{1,3})\s*(?:years? old|岁)/i;
const VERIFICATION = /verif|log[-_ ]?in|sign[-_ ]?in|entry|entrance|access|check|pay|unlock|验证|核验|登录|门禁|支付/i;
const REASONABLE_CHECK =
  /\bcode\b|one[-_ ]?time|\botp\b|registered (phone|mobile|number|email)|log[-_ ]?in|sign[-_ ]?in|验证码|登录/i;
const UNREASONABLE_CHECK =
  /photo|hand-?held|selfie|video|notar|in person|visit|fee|copy of|scan|card|passport|照|手持|公证|到店|视频/i;
const NEGATION = /nobody|no one|none|not|never|refus|delete|禁止|不得|不许|拒绝|任何人/i;

/** Whether a purpose is commercial marketing. */
export function isMarketingPurpose(purpose: string): boolean {
  return MARKETING.test(purpose);
}

/** Whether a purpose is the keeping of public security (PIPL 26). */
export function isPublicSecurityPurpose(purpose: string): boolean {
  return PUBLIC_SECURITY.test(purpose);
}

/** Whether a purpose serves a brand rather than the public (PIPL 13(1)(5)). */
export function isBrandPurpose(purpose: string): boolean {
  return BRAND_INTEREST.test(purpose) || MARKETING.test(purpose);
}

/** Whether a retention term told to the person has no end (PIPL 19). */
export function isPermanentTerm(text: string): boolean {
  return PERMANENT.test(text);
}

/** Whether a change of a notice touches none of the items of PIPL 17(1). */
export function isEditorialChange(text: string): boolean {
  return EDITORIAL.test(text);
}

/** Whether a citation stands at the level of a law or an administrative regulation (PIPL 13(1)(7)). */
export function isLawLevelCitation(text: string): boolean {
  return LAW_LEVEL.test(text) && !BELOW_LAW_LEVEL.test(text);
}

/** Whether a citation is the three-year duty of e-commerce platforms (E-Commerce Law 31). */
export function isPlatformRecordDuty(text: string): boolean {
  return PLATFORM_RECORD_DUTY.test(text);
}

/** Whether a description names a parent or guardian of full age (PIPL 31, Civil Code 27). */
export function namesGuardian(text: string): boolean {
  const age = STATED_AGE.exec(text);
  if (age !== null && Number(age[1] ?? age[2]) < 18) return false;
  return GUARDIAN.test(text) && !NOT_GUARDIAN.test(text);
}

/** Whether a purpose is to verify who somebody is (Face Measures 10). */
export function isVerificationPurpose(purpose: string): boolean {
  return VERIFICATION.test(purpose);
}

/** Whether a condition put to a requester is a proportionate check of identity (NDSR 23). */
export function isReasonableCheck(text: string): boolean {
  return REASONABLE_CHECK.test(text) && !UNREASONABLE_CHECK.test(text);
}

/** Whether what a deceased person arranged lets this requester in (PIPL 49). */
export function arrangementAdmits(arrangement: string, requester: string): boolean {
  return !NEGATION.test(arrangement) && arrangement.toLowerCase().includes(requester.toLowerCase());
}
