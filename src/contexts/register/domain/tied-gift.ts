const YES = `(?:同意|授权|勾选|允许|订阅|开启通知|开启推送)`;
/** Within one sentence. */
const IN = String.raw`[^。；;！!？?\n]`;
const GIFT = String.raw`(?:券|礼(?!貌|仪)|赠品|积分|红包|优惠|折扣|福利|奖|权益|特权|现金|返现|免单|免费|会员价|(?:\d+|[一二三四五六七八九十百]+)\s*(?:元|折))`;
/** Being written to about offers is what is agreed to, not what is given for it. */
const ABOUT = `(?!${IN}{0,4}(?:信息|资讯|消息|通知|短信|邮件|推送|活动信息))`;
const GIVES = `(?:(?<![发推寄配派输运转])送(?!达|货|到)|赠|领|得(?!知)|享|返|减|抽|获|解锁|赢|兑换|立省)`;

const TIED: readonly RegExp[] = [
  // An agreement is a contract, whose benefits come with it.
  new RegExp(`${YES}(?!《|[^，,。；;]{0,8}(?:协议|合同))${IN}{0,16}?${GIVES}${IN}{0,12}?${GIFT}${ABOUT}`, 'u'),
  new RegExp(`${GIFT}${IN}{0,8}(?:仅限|只限|只给|只送|限)${IN}{0,4}${YES}`, 'u'),
  /\b(?:agree|consent|opt(?:ing)?[- ]in|accept|allow|subscribe|tick)(?:s|ing)?\b[^.;!?]{0,60}?(?:\band\b|\bthen\b|[,:–-])\s*(?:you(?:’ll|'ll| will| can)?\s+)?(?:get|receive|earn|win|enjoy|claim|unlock|save|collect)\b[^.;!?]{0,30}?(?:voucher|coupon|gift|discount|\bpoints?\b|reward|prize|\bcash\b|\bfree\b|bonus|\d\s?%)/iu,
  /\b(?:agree|consent|opt in|subscribe) (?:now )?to (?:claim|win|earn|unlock|save)\b/iu,
  /(?:voucher|coupon|gift|discount|\bpoints?\b|reward|prize|\bcash\b|bonus|%(?: off)?)[^.;!?]{0,30}\b(?:if|when|once|only|for)\b[^.;!?]{0,16}\b(?:agree|consent|opt(?:ing)?[- ]in|accept|subscrib|tick)/iu,
];

/** A gift that whoever says no gets too is tied to nothing. */
const FOR_ALL: readonly RegExp[] = [
  new RegExp(`(?:是否|不论|无论|不管)${IN}{0,10}${YES}(?:(?!${YES})${IN})*`, 'gu'),
  new RegExp(`${YES}与否(?:(?!${YES})${IN})*`, 'gu'),
  new RegExp(
    `(?:不(?:同意|勾选|授权|允许|订阅)|拒绝)[^，,。；;]{0,4}(?:也|同样|照样|仍|一样|都)(?:(?!${YES})${IN})*`,
    'gu',
  ),
  new RegExp(`(?:无需|无须|不必|不需要|不以)${IN}{0,6}${YES}(?:(?!${YES})${IN})*`, 'gu'),
  /\b(?:whether or not|no matter whether|even if)\b[^.;!?]*/giu,
  /\bwithout (?:agreeing|consenting|consent)\b[^.;!?]*|\b(?:consent|agreeing) is not (?:needed|required)\b[^.;!?]*/giu,
];

/**
 * The words of a text that promise something to those alone who agree, undefined when there are none. Such a yes is bought, and whoever says no is
 * refused something that needs no consent (PIPL 14, 16).
 */
export function tiedGift(text: string): string | undefined {
  let left = text;
  for (const harmless of FOR_ALL) left = left.replace(harmless, '');
  for (const tied of TIED) {
    const found = tied.exec(left);
    if (found !== null) return found[0];
  }
  return undefined;
}
