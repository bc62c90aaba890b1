const OPT_OUT = new Set([
  'R',
  'RR',
  'TD',
  'T',
  'N',
  'NO',
  'STOP',
  'QX',
  '退订',
  '退',
  '拒收',
  '取消',
  '取消订阅',
  '退訂',
]);

/**
 * Whether an SMS reply says no: R, TD, 退订 and their kin, in any width and case, with stray white space, quotes or punctuation around. Anything
 * longer is left to a human: a sentence that merely holds an R is not a refusal, and one that asks to stop is caught by its first word.
 */
export function isOptOutReply(content: string): boolean {
  const plain = content
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{P}\p{S}\p{C}]+/gu, '');
  return OPT_OUT.has(plain) || /^(?:退订|退訂|拒收|取消订阅)/u.test(plain) || /^(?:回复)?(?:R|TD)退订/u.test(plain);
}
