// Purposes and a few other facts are free text. These are the only places where their wording is read.

const MARKETING =
  /market|advert|promo|newsletter|coupon|voucher|campaign|win[-_ ]?back|lookalike|retarget|upsell|cross[-_ ]?sell|lead[-_ ]?gen|recommend|(^|[^a-z])(ads?|offers?)([^a-z]|$)|营销|广告|推广|促销|优惠|推荐|拉新|召回/i;
const EMPLOYMENT_OFFER = /(job|employment)[-_ ]offers?/i;
const SERVICE =
  /service|member|account|nearest|navigat|route|photo|homework|(^|[^a-z])(reading|exams?)([^a-z]|$)|deliver|shipping|order|book|refund|return|repair|invoice|payment|support|review|pricing|search|learn|educat|content|game|check|verif|secur|safety|fraud|advice|health|study|school|lesson|record|statistic|analysis|audit|服务|会员|账户|账号|配送|订单|预订|退款|维修|发票|支付|客服|审核|搜索|安全|健康|学习|课程|统计|分析|导航|路线|照片|作业|阅读|考试/i;
const PROTECTIVE =
  /fraud|abuse|risk[-_ ]?control|anti[-_ ]?(bot|spam|cheat)|account[-_ ]?(security|theft)|反欺诈|欺诈|风控|防刷|盗号/i;
const PUBLIC_SECURITY = /security|safety|theft|crime|安全|安防|防盗|治安/i;
const BRAND_INTEREST = /brand|品牌/i;
const PERMANENT =
  /permanent|forever|indefinite|perpetual|unlimited|no (end|limit)|as long as|永久|无限期|长期|一直|必要时/i;
const ENDS = /\d|day|week|month|year|until|after|when|clos(e|ing|ure)|deletion|[天日周月年]|直至|之后|注销|届满/i;
const EDITORIAL =
  /typo|typing error|misprint|editorial|wording|layout|spelling|grammar|punctuation|formatting|文字|排版|错别字|标点/i;
const SUBSTANTIVE =
  /add|new|purpose|method|kind|categor|recipient|provid|retention|contact|export|sensitive|新增|增加|目的|方式|种类|接收方|提供|期限|联系|出境|敏感/i;
const LAW_LEVEL =
  /\blaw\b|\bcode\b|\bregulations?\b|\bregs\b|\bact\b|\bndsr\b|\bpipl\b|state council|国务院令|法典|法(\s|第|》|$|\d)|条例/i;
const BELOW_LAW_LEVEL =
  /ministry|ministerial|\bmiit\b|\bcac\b|\bsamr\b|工信部|网信办|总局|department|guideline|standard|measures|provisions|circular|opinions|\bgb\/?t\b|部门规章|办法|规定|规则|通知|国标|指南/i;
const NO_LAW_AT_ALL =
  /\bpolic(y|ies)\b|handbook|\bcontract|agreement|\b(internal|house|company|corporate|group|own) (rules?|guidelines?|instructions?)\b|industry (standard|practice|guideline|custom)|best practice|\bgb\/t|内部|公司|行业惯例|行业标准|推荐性|合同|协议/i;
const PLATFORM_RECORD_DUTY = /e-?commerce law\s*(art(icle|\.)?\s*)?31(?!\d)|电子商务法.{0,2}(31|三十一)/i;
const ADDS = /\badd(s|ed|ing)?\b|\bnew\b|\balso collects?\b|新增|增加/i;
const NO_KIND =
  /purpose|method|recipient|provid|handler|contact|channel|retention|term|period|目的|方式|接收方|提供|联系|期限/i;
const TURNS_AUTOMATED = /(->|→|=>|\bto\b|\badds?\b|\bnew\b|introduc\w+|改为|新增)[^,;.，；。]*(automat|自动化)/i;
const GUARDIAN = /mother|father|parent|guardian|\bmum\b|\bmom\b|\bdad\b|母|父|妈|爸|监护|祖/i;
const NOT_GUARDIAN = /\bnot\b|\bno\b|non-|claims|step|god(mother|father|parent)|前|非/i;
const STATED_AGE = /(?:aged?|年龄)\s*(\d{1,3})|(\d{1,3})\s*(?:years? old|岁)/i;
const VERIFICATION = /verif|log[-_ ]?in|sign[-_ ]?in|entry|entrance|access|check|pay|unlock|验证|核验|登录|门禁|支付/i;
const REASONABLE_CHECK =
  /\bcode\b|one[-_ ]?time|\botp\b|\bpassword\b|registered (phone|mobile|number|email)|log[-_ ]?in|sign[-_ ]?in|验证码|密码|登录/i;
const UNREASONABLE_CHECK =
  /photo|hand-?held|selfie|video|notar|in person|visit|fee|copy of|scan|card|passport|照|手持|公证|到店|视频/i;
const CLOSE_RELATIVE =
  /^(spouse|husband|wife|father|mother|parent|son|daughter|child|brother|sister|sibling|grand(father|mother|parent|son|daughter|child)|配偶|丈夫|妻子|父亲|母亲|儿子|女儿|子女|兄弟|姐妹|哥哥|弟弟|姐姐|妹妹|祖父|祖母|外祖父|外祖母|爷爷|奶奶|孙子|孙女|外孙|外孙女)$/i;
const STATUTORY_TERM = /statut|retention|保存|留存|法定/i;
const NO_ARRANGEMENT =
  /^\s*(none( was)?( made| known| recorded)?|no arrangements?( made| known)?|n\/a|无|没有|无安排|未作安排)?\s*$/i;
const NEGATION = /nobody|no one|none|not|never|refus|delete|禁止|不得|不许|拒绝|任何人/i;

/** Whether a text says anything: one that is absent or blank says nothing. */
export function isSaid(text: string | null | undefined): boolean {
  return text != null && text.trim() !== '';
}

/** Whether a purpose is commercial marketing. */
export function isMarketingPurpose(purpose: string): boolean {
  return MARKETING.test(purpose) && !EMPLOYMENT_OFFER.test(purpose);
}

/** Whether a purpose is one of service, so that it is known not to be marketing. */
export function isServicePurpose(purpose: string): boolean {
  return SERVICE.test(purpose) && !isMarketingPurpose(purpose);
}

/** Whether a purpose is to guard against fraud or abuse, so that switching personalisation off does not reach it. */
export function isProtectivePurpose(purpose: string): boolean {
  return PROTECTIVE.test(purpose) && !isMarketingPurpose(purpose);
}

/** Whether a purpose is the keeping of public security (PIPL 26). */
export function isPublicSecurityPurpose(purpose: string): boolean {
  return PUBLIC_SECURITY.test(purpose) && !isMarketingPurpose(purpose);
}

/** Whether a purpose serves a brand rather than the public (PIPL 13(1)(5)). */
export function isBrandPurpose(purpose: string): boolean {
  return BRAND_INTEREST.test(purpose) || isMarketingPurpose(purpose);
}

/** Whether a retention term told to the person has no end (PIPL 19). */
export function isPermanentTerm(text: string): boolean {
  return PERMANENT.test(text);
}

/** Whether a retention term told to the person has an end that can be determined (NDSR 21(1)(3)). */
export function hasAnEnd(text: string): boolean {
  return ENDS.test(text) && !isPermanentTerm(text);
}

/** Whether a change of a notice touches none of the items of PIPL 17(1). */
export function isEditorialChange(text: string): boolean {
  return EDITORIAL.test(text) && !SUBSTANTIVE.test(text);
}

/** Whether a citation stands at the level of a law or an administrative regulation (PIPL 13(1)(7)). */
export function isLawLevelCitation(text: string): boolean {
  return LAW_LEVEL.test(text) && !BELOW_LAW_LEVEL.test(text);
}

/** Whether what is cited for a duty is by its own words no rule of law: a policy, an agreement, a recommended standard (PIPL 13(1)(3)). */
export function isNoLawAtAll(text: string): boolean {
  return NO_LAW_AT_ALL.test(text) && !LAW_LEVEL.test(text);
}

/** Whether a change of a notice says that it adds this kind of information (PIPL 14(2)). */
export function addsKind(change: string, category: string): boolean {
  const kind = new RegExp(`(^|[^a-z])${category.replaceAll('_', '[ _-]')}([^a-z]|$)`, 'i');
  return change.split(/[,;.，；。]/).some((part) => ADDS.test(part) && !NO_KIND.test(part) && kind.test(part));
}

/** Whether a change of a notice says that machines decide from now on (PIPL 14(2)). */
export function addsAutomation(change: string): boolean {
  return TURNS_AUTOMATED.test(change) && !/purpose|目的/i.test(change);
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

/** Whether a description names a close relative (PIPL 49, Civil Code 1045). */
export function isCloseRelative(text: string): boolean {
  return CLOSE_RELATIVE.test(text);
}

/** Whether a ground for refusing is a term of keeping fixed by law (PIPL 47(2)). */
export function isStatutoryTermGround(text: string): boolean {
  return STATUTORY_TERM.test(text);
}

/** Whether what a deceased person arranged lets this requester in; who arranged nothing leaves it to the law (PIPL 49). */
export function arrangementAdmits(arrangement: string, requester: string): boolean {
  if (NO_ARRANGEMENT.test(arrangement)) return true;
  return !NEGATION.test(arrangement) && arrangement.toLowerCase().includes(requester.toLowerCase());
}
