import type { Members, SourceEvent } from '../../wire/domain/source-event.ts';
import type { CallbackContent } from './callback-content.ts';

/** What 会员通 asks or tells: a query is answered and leaves nothing, the others are kept. */
export const TMALL_CALLS = ['query', 'register', 'bind', 'unbind', 'points'] as const;
export type TmallCall = (typeof TMALL_CALLS)[number];

/** A message as it is kept: who, and nothing of a recipient. */
export interface TmallMessage {
  readonly call: Exclude<TmallCall, 'query'>;
  readonly ouid: string;
  readonly omid?: string;
  /** RFC 3339; when they joined, where 会员通 took them in while this system did not answer (飞行模式). */
  readonly joinedAt?: string;
  /** Points that were added or taken, with the number of the change. */
  readonly points?: number;
  readonly record?: string;
  /** What is said of consent: recorded with the event, never taken for a grant. */
  readonly agreed?: string;
}

/** What a body came to. */
export interface TmallRead {
  readonly seller: string | undefined;
  readonly ouid: string | undefined;
  readonly message: Omit<TmallMessage, 'call' | 'ouid'>;
  /** Names of members that were left out because a connector for customers gets no recipient fields. */
  readonly refused: readonly string[];
}

const OWN_ID = /^[\w=+/.:-]{6,128}$/;
const RECORD = /^[\w-]{1,64}$/;
/** What names or reaches the person beside the platform's own keys, in clear, masked or mixed. */
const RECIPIENT =
  /^(?:(?:mix_)?(?:mobile|nick|phone|tel|user_id)|taobao_nick|buyer_nick|alipay_user_id|open_id|union_id|receiver.*|.*address|name|real_name|email|id_?card.*|birth.*)$/i;

/** Reads a body (JSON); undefined when it is none. Unknown members are left alone. */
export function readTmall(text: string): TmallRead | undefined {
  const value = parse(text);
  if (value === undefined) return undefined;
  const extend = typeof value['extend'] === 'string' ? parse(value['extend']) : value['extend'];
  const further: Members = isMembers(extend) ? extend : {};
  const refused = [...Object.keys(value), ...Object.keys(further).map((name) => `extend.${name}`)].filter((name) =>
    RECIPIENT.test(name.replace(/^extend\./, '')),
  );
  const omid = idOf(value['omid']);
  const joinedAt = joinedOf(further['flightJoinTime']);
  const points = Number(value['point'] ?? value['change_point'] ?? Number.NaN);
  const record = value['record_id'];
  const agreed = value['agreed'] ?? further['agreed'];
  return {
    seller: typeof value['seller_name'] === 'string' ? value['seller_name'] : undefined,
    ouid: idOf(value['ouid']),
    message: {
      ...(omid === undefined ? {} : { omid }),
      ...(joinedAt === undefined ? {} : { joinedAt }),
      ...(Number.isSafeInteger(points) ? { points } : {}),
      ...(RECORD.test(String(record ?? '')) ? { record: String(record) } : {}),
      ...(agreed === undefined ? {} : { agreed: String(agreed).slice(0, 40) }),
    },
    refused: [...new Set(refused)].sort(),
  };
}

/**
 * What a kept message says. Joining makes somebody known by their ouid at this shop and tells OneID their omid; it grants nothing. Leaving (退会) is a no to
 * everything commercial: whoever ends the membership has no other channel at it, so the wider reading binds.
 */
export function tmallContent(message: TmallMessage): CallbackContent {
  const { call, ouid: userId, omid, joinedAt, points, record, agreed } = message;
  const happenedAt = joinedAt === undefined ? undefined : new Date(joinedAt);
  const event = (type: 'identify' | 'track', name: string | undefined, properties: Members): SourceEvent => ({
    ...{ messageId: undefined, anonymousId: undefined, previousId: undefined, traits: {}, sentAt: undefined },
    ...{ type, name, userId, properties, happenedAt, consentFlag: agreed },
  });
  if (call === 'unbind')
    return {
      happenedAt,
      events: [event('track', 'tmall_member_left', {})],
      noes: [{ userId, by: 'tmall-membership-left' }],
      noted: [],
    };
  if (call === 'points') {
    const told = { ...(points === undefined ? {} : { points }), ...(record === undefined ? {} : { record }) };
    return { happenedAt, events: [event('track', 'tmall_points_changed', told)], noes: [], noted: [] };
  }
  return {
    happenedAt,
    events: [event('identify', undefined, {}), event('track', 'tmall_member_joined', {})],
    noes: [],
    noted: [],
    ...(omid === undefined ? {} : { claims: [{ userId, type: 'omid', value: omid }] }),
  };
}

function parse(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && OWN_ID.test(value) ? value : undefined;
}

// `yyyy-MM-dd HH:mm:ss` in China.
function joinedOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value.trim())) return undefined;
  const at = new Date(`${value.trim().replace(' ', 'T')}+08:00`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
