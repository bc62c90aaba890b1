import type { Members, SourceEvent } from '../../wire/domain/source-event.ts';
import type { CallbackContent, No } from './callback-content.ts';
import { readFlatXml } from './read-xml.ts';

/** Numbers of people at an official account or a mini-program: an openid. */
const OPENID = /^[A-Za-z0-9_-]{20,64}$/;
const NOTHING = { events: [], noes: [] } as const;

/** The members of a message as texts: WeChat pushes XML or, where a mini-program chose so, JSON. Undefined when it is neither. */
export function wechatMembers(text: string): ReadonlyMap<string, string> | undefined {
  if (!text.trimStart().startsWith('{')) return readFlatXml(text)?.texts;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return new Map(
      Object.entries(value).flatMap(([name, member]) =>
        typeof member === 'string' || typeof member === 'number' ? [[name, String(member)] as const] : [],
      ),
    );
  } catch {
    return undefined;
  }
}

/**
 * What a message of an official account or a mini-program says (developers.weixin.qq.com: "关注/取消关注事件", "授权用户信息变更"). Following again, or
 * authorising again, lifts nothing: only a grant that was shown its notice does (decision 0013). Deleting a mini-program sends no message by itself;
 * WeChat forgets the agreement, and what the person takes back comes as `user_authorization_revoke`, their closed account as `…_cancellation`.
 */
export function wechatContent(texts: ReadonlyMap<string, string>): CallbackContent {
  const seconds = texts.get('CreateTime');
  const happenedAt = seconds !== undefined && /^\d{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1000) : undefined;
  if (texts.get('MsgType') !== 'event') return { happenedAt, ...NOTHING, noted: ['message'] };
  const name = texts.get('Event') ?? '';
  // Changes of an authorisation come from WeChat itself and name the person inside.
  const userId = name.startsWith('user_') ? texts.get('OpenID') : texts.get('FromUserName');
  const no = noOf(name);
  if (userId === undefined || !OPENID.test(userId) || (no === undefined && name !== 'subscribe'))
    return { happenedAt, ...NOTHING, noted: ['other-event'] };
  const revoked = texts.get('RevokeInfo');
  const properties = revoked !== undefined && /^[\d,]{1,60}$/.test(revoked) ? { revoked } : {};
  return {
    happenedAt,
    events: [event(`wechat_${name}`, userId, properties, happenedAt)],
    noes: no === undefined ? [] : [{ userId, ...no }],
    noted: [],
  };
}

function noOf(name: string): Omit<No, 'userId'> | undefined {
  // WeChat and WeCom are one channel of ours; whoever leaves one of them is left alone in both, until they name the channel again.
  if (name === 'unsubscribe') return { channel: 'wecom', by: 'wechat-unfollowed' };
  if (name === 'user_authorization_revoke') return { by: 'wechat-authorisation-revoked', withdraws: true };
  if (name === 'user_authorization_cancellation') return { by: 'wechat-account-closed' };
  return undefined;
}

function event(name: string, userId: string, properties: Members, happenedAt: Date | undefined): SourceEvent {
  return {
    ...{ type: 'track', messageId: undefined, anonymousId: undefined, previousId: undefined, traits: {} },
    ...{ sentAt: undefined, consentFlag: undefined, name, userId, properties, happenedAt },
  };
}
