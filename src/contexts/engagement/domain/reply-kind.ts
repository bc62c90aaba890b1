import { isOptOutReply } from './reply-keyword.ts';

/** What a reply seems to be; only a refusal is acted on by itself. */
export const REPLY_KINDS = ['opt-out', 'request', 'complaint', 'question', 'other'] as const;
export type ReplyKind = (typeof REPLY_KINDS)[number];

const COMPLAINT =
  /投诉|举报|12321|12315|12345|工信部|网信办|消协|起诉|律师|法院|报警|诈骗|骗子|骚扰|泄[露漏]|complain|lawyer|sue you|scam|fraud/iu;
// A wish about one's own information: what PIPL 44 to 48 give, and what has to be answered in time.
const REQUEST =
  /(?:删除|删掉|删了|清除|销毁|注销|更正|更改|修改|改一下|查询|查一下|提供|导出|复制).{0,8}(?:信息|资料|数据|号码|手机号|电话|账号|账户|地址|记录)|(?:信息|资料|数据|号码|账号|账户).{0,4}(?:删除|删掉|删了|注销|更正|改错|写错)|注销(?:会员|我)|撤回.{0,4}(?:同意|授权)|(?:哪里|哪儿|从哪|怎么|为什么|为何|谁).{0,8}(?:我的?|我们).{0,4}(?:号码|电话|手机|信息|资料)|(?:delete|erase|correct|copy of|where did you get) .{0,12}(?:my|data|number)/iu;
const QUESTION = /[?？]|请问|[吗呢么]$|怎么|几点|多少|哪里|哪儿|什么时候|有没有|\b(?:what|when|where|how|why|who)\b/iu;

/** Reads a reply once, as it comes in; its words are kept nowhere. What looks like a complaint and a wish is a complaint: somebody is angry. */
export function replyKind(content: string): ReplyKind {
  if (isOptOutReply(content)) return 'opt-out';
  const plain = content.normalize('NFKC').trim();
  if (COMPLAINT.test(plain)) return 'complaint';
  if (REQUEST.test(plain)) return 'request';
  return QUESTION.test(plain) ? 'question' : 'other';
}
