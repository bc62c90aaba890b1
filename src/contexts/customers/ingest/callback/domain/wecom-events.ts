import type { Members, SourceEvent } from '../../wire/domain/source-event.ts';
import type { CallbackContent, No } from './callback-content.ts';
import type { FlatXml } from './read-xml.ts';

// What a change of a contact came to: the customer's own no, the end of the contact by the company's hand, or something to note. An employee who
// deletes a customer often does so because the customer asked: the wider reading binds. Handing a customer over to a colleague is none.
const CONTACT_NOES: Readonly<Record<string, No['by']>> = {
  del_follow_user: 'wecom-friend-deleted',
  del_external_contact: 'wecom-contact-ended',
};
const CONTACT_BEGINS = new Set(['add_external_contact', 'add_half_external_contact']);
const CONTACT_CHANGES = new Set([
  'add_external_contact',
  'edit_external_contact',
  'add_half_external_contact',
  'del_external_contact',
  'del_follow_user',
  'transfer_fail',
]);
const BY_TRANSFER = 'DELETE_BY_TRANSFER';
/** `QuitScene`: the customer left by themselves; 1 is removed by the group's owner. */
const LEFT_THEMSELVES = '0';
/** Numbers of customers at WeCom; anything else in a list of members is an employee. */
const CUSTOMER = /^w[om][A-Za-z0-9_-]{6,126}$/;

/**
 * What a message of WeCom says (developer.work.weixin.qq.com, "事件格式": change_external_contact, change_external_chat, change_external_tag).
 * Welcome codes are not kept: they are keys that live for twenty seconds.
 */
export function wecomContent({ texts, lists }: FlatXml, suite?: WecomSuite): CallbackContent {
  if (texts.has('InfoType')) return suiteContent(texts, lists, suite);
  const happenedAt = instantOf(texts.get('CreateTime'));
  const change = texts.get('ChangeType') ?? '';
  if (texts.get('MsgType') !== 'event') return { happenedAt, events: [], noes: [], noted: ['message'] };
  switch (texts.get('Event')) {
    case 'change_external_contact':
      return contactChanged(texts, change, happenedAt);
    case 'change_external_chat':
      return groupChanged(texts, lists, change, happenedAt);
    case 'change_external_tag':
      return { happenedAt, events: [], noes: [], noted: [`tag-${/^[a-z_]{1,30}$/.test(change) ? change : 'change'}`] };
    default:
      return { happenedAt, events: [], noes: [], noted: ['other-event'] };
  }
}

/** A provider's application (第三方应用, 代开发) that a corporation has authorised: whose calls a source hears. */
export interface WecomSuite {
  readonly suiteId: string;
  /** The corporation as the provider knows it. */
  readonly corpId: string;
}

// What a provider is told of an authorisation. Tickets and codes are keys of the provider: they are counted and not kept.
const AUTHORISED: Readonly<Record<string, boolean | null>> = {
  suite_ticket: null,
  reset_permanent_code: null,
  create_auth: true,
  change_auth: true,
  cancel_auth: false,
};

/**
 * What WeCom tells a provider (`InfoType`; "推送suite_ticket", "授权通知事件", and the changes of contacts of a corporation that has authorised it). Another
 * provider's application, or another corporation's customers, are counted and nothing of them is kept.
 */
function suiteContent(
  texts: ReadonlyMap<string, string>,
  lists: FlatXml['lists'],
  suite: WecomSuite | undefined,
): CallbackContent {
  const happenedAt = instantOf(texts.get('TimeStamp'));
  const info = (texts.get('InfoType') ?? '').trim();
  const noted = (what: string): CallbackContent => ({ happenedAt, events: [], noes: [], noted: [what] });
  if (suite === undefined || texts.get('SuiteId') !== suite.suiteId) return noted('other-suite');
  const corp = texts.get('AuthCorpId');
  // A first authorisation names the corporation only behind its code.
  if (corp !== undefined && corp !== suite.corpId) return noted('other-corporation');
  const authorised = Object.hasOwn(AUTHORISED, info) ? AUTHORISED[info] : undefined;
  if (authorised === null) return noted(info === 'suite_ticket' ? 'suite-ticket' : 'suite-other');
  if (authorised !== undefined)
    return { ...noted(authorised ? 'suite-authorised' : 'suite-authorisation-ended'), authorised };
  const change = texts.get('ChangeType') ?? '';
  if (corp === undefined) return noted('suite-other');
  if (info === 'change_external_contact') return contactChanged(texts, change, happenedAt);
  if (info === 'change_external_chat') return groupChanged(texts, lists, change, happenedAt);
  return noted(info === 'change_external_tag' ? 'tag-change' : 'suite-other');
}

function contactChanged(
  texts: ReadonlyMap<string, string>,
  change: string,
  happenedAt: Date | undefined,
): CallbackContent {
  const customer = texts.get('ExternalUserID') ?? '';
  if (!CONTACT_CHANGES.has(change) || !CUSTOMER.test(customer))
    return { happenedAt, events: [], noes: [], noted: ['other-contact-change'] };
  const properties = present({
    staff: texts.get('UserID'),
    state: texts.get('State'),
    source: texts.get('Source'),
    reason: texts.get('FailReason'),
  });
  const events = [
    ...(CONTACT_BEGINS.has(change) ? [event({ type: 'identify', userId: customer, happenedAt })] : []),
    event({ type: 'track', name: `wecom_${change}`, userId: customer, properties, happenedAt }),
  ];
  const said = noOf(change, texts);
  return {
    happenedAt,
    events,
    noes: said === undefined ? [] : [{ userId: customer, channel: 'wecom', by: said }],
    noted: [],
  };
}

function noOf(change: string, texts: ReadonlyMap<string, string>): No['by'] | undefined {
  if (texts.get('Source') === BY_TRANSFER) return undefined;
  if (change === 'transfer_fail')
    return texts.get('FailReason') === 'customer_refused' ? 'wecom-transfer-refused' : undefined;
  return CONTACT_NOES[change];
}

function groupChanged(
  texts: ReadonlyMap<string, string>,
  lists: FlatXml['lists'],
  change: string,
  happenedAt: Date | undefined,
): CallbackContent {
  const detail = texts.get('UpdateDetail');
  const customers = [...new Set(lists.get('MemChangeList') ?? [])].filter((each) => CUSTOMER.test(each));
  if (change !== 'update' || (detail !== 'add_member' && detail !== 'del_member') || customers.length === 0)
    return { happenedAt, events: [], noes: [], noted: [`group-${/^[a-z_]{1,30}$/.test(change) ? change : 'change'}`] };
  const left = detail === 'del_member';
  const own = left && (texts.get('QuitScene') ?? LEFT_THEMSELVES) === LEFT_THEMSELVES;
  const name = left ? (own ? 'wecom_group_left' : 'wecom_group_removed') : 'wecom_group_joined';
  const properties = present({ chat: texts.get('ChatId') });
  return {
    happenedAt,
    events: customers.map((userId) => event({ type: 'track', name, userId, properties, happenedAt })),
    noes: own ? customers.map((userId) => ({ userId, channel: 'wecom', by: 'wecom-group-left' as const })) : [],
    noted: [],
  };
}

function event(told: Partial<SourceEvent> & Pick<SourceEvent, 'type' | 'happenedAt'>): SourceEvent {
  return {
    messageId: undefined,
    userId: undefined,
    anonymousId: undefined,
    previousId: undefined,
    name: undefined,
    properties: {},
    traits: {},
    sentAt: undefined,
    consentFlag: undefined,
    ...told,
  };
}

function present(values: Readonly<Record<string, string | undefined>>): Members {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));
}

// Seconds since 1970.
function instantOf(seconds: string | undefined): Date | undefined {
  return seconds !== undefined && /^\d{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1000) : undefined;
}
