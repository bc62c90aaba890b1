import type { Members, SourceEvent } from '../../wire/domain/source-event.ts';
import type { CallbackContent, No } from './callback-content.ts';
import { readFlatXml } from './read-xml.ts';

/** Numbers of people at an official account or a mini-program: an openid. */
const OPENID = /^[A-Za-z0-9_-]{20,64}$/;
const NOTHING = { events: [], noes: [] } as const;
const ANSWER = 'SubscribeStatusString';
const SUBSCRIPTION = new Set(['subscribe_msg_popup_event', 'subscribe_msg_change_event']);

/** What an AppID is the number of; each is a channel of its own. */
export type WechatAccount = 'official_account' | 'mini_program';

/** The members of a message as texts: WeChat pushes XML or, where a mini-program chose so, JSON. Undefined when it is neither. */
export function wechatMembers(text: string): ReadonlyMap<string, string> | undefined {
  if (!text.trimStart().startsWith('{')) {
    const xml = readFlatXml(text);
    return xml && new Map([...xml.texts, [ANSWER, (xml.inLists.get(ANSWER) ?? []).join()]]);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const members = new Map<string, string>();
    for (const [name, member] of Object.entries(value))
      if (typeof member === 'string' || typeof member === 'number') members.set(name, String(member));
    return members.set(ANSWER, answersIn('List' in value ? value.List : undefined).join());
  } catch {
    return undefined;
  }
}

// One entry stands alone, several stand in a list.
function answersIn(list: unknown): string[] {
  return (Array.isArray(list) ? list : [list]).flatMap((entry: unknown) => {
    const said = typeof entry === 'object' && entry !== null && ANSWER in entry ? entry[ANSWER] : undefined;
    return typeof said === 'string' ? [said] : [];
  });
}

/**
 * What a message of an official account or a mini-program says (developers.weixin.qq.com: "关注/取消关注事件", "授权用户信息变更"). Following again, or
 * authorising again, lifts nothing: only a grant that was shown its notice does (decision 0013). Deleting a mini-program sends no message by itself;
 * WeChat forgets the agreement, and what the person takes back comes as `user_authorization_revoke`, their closed account as `…_cancellation`.
 * Whoever refuses subscription messages ("订阅通知事件推送") says no to messages of this account; where it is not known which kind of account it is, to both.
 */
export function wechatContent(texts: ReadonlyMap<string, string>, account: WechatAccount | undefined): CallbackContent {
  const seconds = texts.get('CreateTime');
  const happenedAt = seconds !== undefined && /^\d{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1000) : undefined;
  if (texts.get('MsgType') !== 'event') return { happenedAt, ...NOTHING, noted: ['message'] };
  const name = texts.get('Event') ?? '';
  // Changes of an authorisation come from WeChat itself and name the person inside.
  const userId = name.startsWith('user_') ? texts.get('OpenID') : texts.get('FromUserName');
  const noes = noesOf(name, texts.get(ANSWER) ?? '', account);
  if (userId === undefined || !OPENID.test(userId) || (noes.length === 0 && name !== 'subscribe'))
    return { happenedAt, ...NOTHING, noted: ['other-event'] };
  const revoked = texts.get('RevokeInfo');
  const properties = revoked !== undefined && /^[\d,]{1,60}$/.test(revoked) ? { revoked } : {};
  return {
    happenedAt,
    events: [event(`wechat_${name}`, userId, properties, happenedAt)],
    noes: noes.map((no) => ({ userId, ...no })),
    noted: [],
  };
}

function noesOf(name: string, answers: string, account: WechatAccount | undefined): Omit<No, 'userId'>[] {
  if (name === 'unsubscribe') return [{ channel: 'official_account', by: 'wechat-unfollowed' }];
  if (name === 'user_authorization_revoke') return [{ by: 'wechat-authorisation-revoked', withdraws: true }];
  if (name === 'user_authorization_cancellation') return [{ by: 'wechat-account-closed' }];
  const said = answers.split(',');
  // Whoever takes one kind of message in a dialog and leaves another has not said no to the account.
  const refused = name === 'subscribe_msg_change_event' || !said.includes('accept');
  if (!SUBSCRIPTION.has(name) || !said.includes('reject') || !refused) return [];
  const channels: readonly WechatAccount[] = account === undefined ? ['official_account', 'mini_program'] : [account];
  return channels.map((channel) => ({ channel, by: 'wechat-subscription-refused' }));
}

function event(name: string, userId: string, properties: Members, happenedAt: Date | undefined): SourceEvent {
  return {
    ...{ type: 'track', messageId: undefined, anonymousId: undefined, previousId: undefined, traits: {} },
    ...{ sentAt: undefined, consentFlag: undefined, name, userId, properties, happenedAt },
  };
}
