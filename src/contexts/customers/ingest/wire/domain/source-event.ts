/** The calls of the Segment specification; 神策's types are read as the nearest of them. */
export const EVENT_TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
/** One of them. */
export type EventType = (typeof EVENT_TYPES)[number];

/** Members of an event that the sender chose. */
export type Members = Readonly<Record<string, unknown>>;

/** Something that a client said happened, read but not yet believed: who it belongs to and whether it may be kept is decided when it is filed. */
export interface SourceEvent {
  readonly type: EventType;
  /** By which the same event is known again; undefined when the client sent none. */
  readonly messageId: string | undefined;
  /** The company's own number of the person. */
  readonly userId: string | undefined;
  /** The client's number of a device or visit; joins nobody by itself. */
  readonly anonymousId: string | undefined;
  /** `alias`: the number that was used before. */
  readonly previousId: string | undefined;
  /** `track`, `page`, `screen`: what happened. */
  readonly name: string | undefined;
  readonly properties: Members;
  /** `identify`, `group`. */
  readonly traits: Members;
  /** When it happened by the sender's clock, and when that clock says that it was sent; undefined when it is not told. */
  readonly happenedAt: Date | undefined;
  readonly sentAt: Date | undefined;
  /** What the sender says of consent: recorded with the event, never taken for a grant. */
  readonly consentFlag: unknown;
}

/** Why something was not taken, with the place in the body. */
export interface WireProblem {
  /** Dotted path, for example `batch[3].event`. */
  readonly path: string;
  readonly zh: string;
  readonly en: string;
  /** The whole body exceeds what is read, so that none of it was. */
  readonly tooLarge?: true;
}

/** What a body came to: events with their place in it, and what could not be taken. */
export interface ReadBody {
  readonly events: readonly { readonly index: number; readonly event: SourceEvent }[];
  readonly problems: readonly WireProblem[];
}

/** Segment's limit for one event, in bytes. */
export const LARGEST_EVENT = 32 * 1024;
/** Segment's limit for a batch, in bytes. */
export const LARGEST_BATCH = 500 * 1024;
/** More members than any tracking plan has; above it an event is refused and not searched. */
export const MOST_PROPERTIES = 1000;

const LONGEST_ID = 256;
const LONGEST_NAME = 200;
// Half of a character that takes two is no text either; marks that turn the direction of writing make a name read as another.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const CONTROL = /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069\p{Cs}]/u;

/** A record of members, or undefined. */
export function membersOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}

/** An identifier as text: clients send numbers too. Undefined when it is absent or empty; a problem when it can't be one. */
export function readId(value: unknown, path: string): { id: string | undefined } | WireProblem {
  if (value === undefined || value === null || value === '') return { id: undefined };
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string') return problem(path, '应为文本', 'must be a text');
  if (text.length > LONGEST_ID) return problem(path, `最长${LONGEST_ID}字符`, `at most ${LONGEST_ID} characters`);
  if (CONTROL.test(text)) return problem(path, '含有控制字符', 'holds control characters');
  return { id: text };
}

/** The name of an event. A leading "$" is written "@", because names with "$" are the log's own. */
export function readName(value: unknown, path: string): { name: string } | WireProblem {
  if (typeof value !== 'string' || value.trim() === '') return problem(path, '缺少事件名', 'the name is missing');
  if (value.length > LONGEST_NAME)
    return problem(path, `最长${LONGEST_NAME}字符`, `at most ${LONGEST_NAME} characters`);
  if (CONTROL.test(value)) return problem(path, '含有控制字符', 'holds control characters');
  return { name: value.startsWith('$') ? `@${value.slice(1)}` : value };
}

/** Members of an event; absent ones are none. */
export function readMembers(value: unknown, path: string): { members: Members } | WireProblem {
  if (value === undefined || value === null) return { members: {} };
  const members = membersOf(value);
  if (members === undefined) return problem(path, '应为对象', 'must be an object');
  if (Object.keys(members).length > MOST_PROPERTIES)
    return problem(path, `最多${MOST_PROPERTIES}个属性`, `at most ${MOST_PROPERTIES} properties`);
  return { members };
}

/** A time in RFC 3339 or in milliseconds since 1970; undefined for what is none. */
export function readTime(value: unknown): Date | undefined {
  const time = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(time) && Math.abs(time) < 8.64e15 ? new Date(time) : undefined;
}

export function problem(path: string, zh: string, en: string): WireProblem {
  return { path, zh, en };
}

/** Why nothing of a body is read: it is too large as a whole. */
export function tooLarge(path: string, zh: string, en: string): WireProblem {
  return { path, zh, en, tooLarge: true };
}

const EARLIEST = Date.UTC(2000, 0, 1);
const MOST_AHEAD = 5 * 60_000;

/**
 * When an event happened, by the server's clock: the sender's clock is corrected by what it says when sending (Segment's rule). What then lies
 * before 2000 or more than five minutes ahead is a broken clock: the time of arrival counts.
 */
export function timeOf(event: SourceEvent, receivedAt: Date): { at: Date; corrected: boolean } {
  if (event.happenedAt === undefined) return { at: receivedAt, corrected: false };
  const skew = event.sentAt === undefined ? 0 : receivedAt.getTime() - event.sentAt.getTime();
  const time = event.happenedAt.getTime() + skew;
  if (time < EARLIEST || time > receivedAt.getTime() + MOST_AHEAD) return { at: receivedAt, corrected: true };
  return { at: new Date(Math.min(time, receivedAt.getTime())), corrected: false };
}
