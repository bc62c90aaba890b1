const OPT_OUT = new Set([
  'R',
  'RR',
  'TD',
  'T',
  'N',
  'NO',
  'STOP',
  'UNSUBSCRIBE',
  'QX',
  '退订',
  '退',
  '拒收',
  '拒绝',
  '取消',
  '取消订阅',
  '退訂',
]);

// The message's own words come back with the answer: "回复R", or a quoted signature before it.
const QUOTED = /^【[^】]*】/u;
const ANSWERING = /^(?:请?回复?|发送)(?=(?:R|TD|T|N)$)/u;
// Words that leave no doubt. An order is returned or not shipped by other words: 退订单, 别发货.
const NAMED = /(?:退订(?!单)|退訂(?!單)|拒收(?!订单|快递|包裹)|取消订阅)/u;
const NOT_ANY_MORE =
  /(?:不要|别|勿|不用|不想|不再|停止|禁止)(?:再)?(?:给我|向我|往我这)?(?:再)?(?:发(?:了|来|送?(?:短信|广告|消息|信息|推销|营销|垃圾))|打扰|骚扰|推送|接收|收到)|(?:不要|别|勿)(?:给我|向我)?再(?:给我|向我)?发(?!货|票|错)/u;
// "不退订", "没有退订": the word is there, and its contrary is said.
const KEEPS = /(?:不|没|没有|未|别|勿)(?:要|想|会|用|需要|再)?(?:退订|退訂|拒收|取消订阅)/u;

/**
 * Whether an SMS reply says no: R, TD, 退订 and their kin, in any width and case, with stray white space, quotes or punctuation around, after
 * 回复 or a quoted signature; or a sentence that asks for no more messages in so many words (a no needs no form, PIPL 15). A sentence that
 * merely holds an R is not a refusal.
 */
export function isOptOutReply(content: string): boolean {
  const plain = content
    .normalize('NFKC')
    .trim()
    .replace(QUOTED, '')
    .toUpperCase()
    .replace(/[\s\p{P}\p{S}\p{C}]+/gu, '')
    .replace(ANSWERING, '');
  if (OPT_OUT.has(plain)) return true;
  return NOT_ANY_MORE.test(plain) || (NAMED.test(plain) && !KEEPS.test(plain));
}
