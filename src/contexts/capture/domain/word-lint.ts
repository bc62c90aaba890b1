import { tiedGift } from '../../register/index.ts';

/** Why words may not stand where people are asked. */
export interface WordReason {
  readonly code: string;
  readonly article: string;
  readonly zh: string;
  readonly en: string;
}

const SHAMING =
  /残忍|狠心|忍心|不在乎|不关心|(?:放弃|不需要|不想要|不要)(?:优惠|福利|好礼|权益|红包|折扣)|不想省钱|错过|损失|后悔|miss out|don.?t care|no thanks, i|hate (?:saving|money)|lose (?:out|my)/i;
const THREAT =
  /(?:不同意|拒绝|不勾选|不授权)[^。；;.]{0,12}(?:无法|不能|不得|停止|影响.{0,4}使用|暂停|冻结|停用|注销|受限|限制|降级|取消.{0,4}资格|失去|加收)|otherwise|(?:refus|declin|disagree|without consent)[^.;]{0,40}(?:can.?not|can.?t|unable|won.?t be able|stop|lose)/i;
// "Refusing affects nothing" is what has to be said, and reads like a threat to a pattern.
const HARMLESS = /不(?:会)?影响|无(?:任何)?影响|changes nothing|does not affect|no effect/i;
// What is said to be harmless is taken out first, so that "that changes nothing, but without it …" stays a threat.
const SAID_HARMLESS =
  /不(?:会)?(?:影响|限制|停止|暂停|受限|失去|加收)|无(?:任何)?影响|changes nothing|does not affect|no effect/gi;
const HURRY =
  /仅剩|只剩|倒计时|最后\s*\d|马上截止|即将截止|立即同意|赶快|\bhurry\b|last chance|only \d+ (?:minute|hour|second|left)|agree now/i;
// "Don't refuse" holds the word and says the contrary.
const DENIED_NO = /(?:不|别|勿|请勿|不要|不会)拒绝|(?:don.?t|do not|never|not) (?:refuse|decline|reject)/i;
const AGREES = { zh: /同意|允许|愿意/, en: /agree|consent|allow|accept/i } as const;
const REFUSES = {
  zh: /拒绝|不同意|不允许|不愿意|不需要/,
  en: /refuse|decline|reject|disagree|(?:don.?t|do not) (?:agree|allow)|\bno\b/i,
} as const;
const PUTS_OFF = { zh: /以后|稍后|下次|再说|跳过|暂不/, en: /later|not now|skip|remind/i } as const;
const UNLESS =
  /不勾选即|未勾选即|继续.{0,6}即(?:表示|视为)同意|默认同意|视为同意|unless you|by continuing|by submitting|deemed/i;

/**
 * What is wrong with a text where people are asked, by its place: `title`, `intro`, `ask`, `free` around the question, `grant`, `refuse`, `submit`
 * on a button, `consents` beside a box (PIPL 5, 14 to 17; NDSR 22).
 */
export function lintText(place: string, text: string, language: 'zh' | 'en'): WordReason[] {
  const reasons: WordReason[] = [];
  const no = (code: string, article: string, zh: string, en: string) => reasons.push({ code, article, zh, en });
  if (/[<>]/.test(text)) no('markup', 'PIPL 17', '不得含标记', 'No markup');
  if (SHAMING.test(text))
    no('shames', 'NDSR 22', '不得羞辱、恐吓拒绝的人', 'Whoever refuses is not shamed or frightened');
  if (THREAT.test(text.replace(SAID_HARMLESS, '')))
    no('threatens', 'PIPL 16', '不得以拒绝服务要挟', 'No service may be threatened to be withheld');
  const gift = tiedGift(text);
  if (gift !== undefined)
    no(
      'gift-for-yes',
      'PIPL 14, 16',
      `“${gift}”：好处不得以同意为条件；请写明无论是否同意都可获得`,
      `"${gift}": nothing may hang on a consent; say that people get it whether or not they agree`,
    );
  if (HURRY.test(text) && !['title', 'intro', 'submit'].includes(place))
    no('hurries', 'PIPL 5', '不得催促本人作出同意', 'Nobody is hurried into a consent');
  if (UNLESS.test(text)) no('opt-out', 'PIPL 14', '同意须由本人明确作出，不得推定', 'Consent is given, never presumed');
  if (place === 'refuse' && (!REFUSES[language].test(text) || PUTS_OFF[language].test(text) || DENIED_NO.test(text)))
    no('refuse-disguised', 'PIPL 15', '拒绝须写明是拒绝', 'A refusal has to say that it is one');
  if (place === 'grant' && (!AGREES[language].test(text) || REFUSES[language].test(text)))
    no('grant-disguised', 'PIPL 14', '同意须写明是同意', 'A consent has to say that it is one');
  if (place === 'consents' && !AGREES[language].test(text))
    no('grant-disguised', 'PIPL 14', '勾选框须写明是同意', 'The box has to say that it is a consent');
  if (place === 'free' && !HARMLESS.test(text))
    no('free-hidden', 'PIPL 16', '须写明拒绝不影响使用', 'It has to say that refusing changes nothing');
  if (place === 'submit' && AGREES[language].test(text))
    no('bundled', 'NDSR 22', '提交按钮不得兼作同意', 'The button that sends is no consent');
  return reasons;
}
