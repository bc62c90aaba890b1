import { describe, expect, it } from 'vitest';
import { replyKind } from './reply-kind.ts';

describe('what a reply seems to be', () => {
  it.each([
    ['R', 'opt-out'],
    ['请不要再给我发短信', 'opt-out'],
    ['我要投诉你们', 'complaint'],
    ['再发就打12321举报', 'complaint'],
    ['请删除我的信息', 'request'],
    ['你们从哪里拿到我的号码？', 'request'],
    ['把会员账号注销', 'request'],
    ['撤回我的同意', 'request'],
    ['Please delete my data', 'request'],
    ['请问门店几点开门?', 'question'],
    ['这个券能用吗', 'question'],
    ['When do you open', 'question'],
    ['好的，谢谢', 'other'],
    ['', 'other'],
  ] as const)('%s: %s', (content, kind) => {
    expect(replyKind(content)).toBe(kind);
  });
});
