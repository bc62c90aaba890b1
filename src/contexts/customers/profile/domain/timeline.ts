/** What happened to or with a person. */
export const TIMELINE_KINDS = ['event', 'consent', 'message', 'trait', 'origin'] as const;
/** What happened to or with a person. */
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** A place in a timeline: entries are newest first, of one instant in the order of their kinds, of one kind the higher id first. */
export interface TimelinePlace {
  readonly at: Date;
  readonly kind: TimelineKind;
  /** A number of the log for events and traits; any other text else. */
  readonly id: string;
}

/** Whether `one` comes after `other`, which is older or as old. */
export function isBehind(one: TimelinePlace, other: TimelinePlace): boolean {
  return compare(one, other) > 0;
}

/** The order of a timeline. */
export function compare(one: TimelinePlace, other: TimelinePlace): number {
  const time = other.at.getTime() - one.at.getTime();
  if (time !== 0) return time;
  const kind = rank(one.kind) - rank(other.kind);
  if (kind !== 0) return kind;
  if (one.id === other.id) return 0;
  const numbers = /^\d+$/.test(one.id) && /^\d+$/.test(other.id);
  const higher = numbers ? BigInt(one.id) > BigInt(other.id) : one.id > other.id;
  return higher ? -1 : 1;
}

/** Where kinds stand among entries of one instant. */
export function rank(kind: TimelineKind): number {
  return TIMELINE_KINDS.indexOf(kind);
}

/** The place as a cursor. */
export function writeCursor({ at, kind, id }: TimelinePlace): string {
  return Buffer.from(JSON.stringify([at.getTime(), rank(kind), id])).toString('base64url');
}

/** The place that a cursor names; undefined for anything else. */
export function readCursor(cursor: string): TimelinePlace | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parsed) || parsed.length !== 3) return undefined;
    const [time, place, id] = parsed as readonly unknown[];
    const kind = typeof place === 'number' ? TIMELINE_KINDS[place] : undefined;
    if (typeof time !== 'number' || !Number.isSafeInteger(time) || Math.abs(time) > 8.64e15) return undefined;
    if (kind === undefined || typeof id !== 'string' || id.length > 64) return undefined;
    if ((kind === 'event' || kind === 'trait') && !/^\d{1,18}$/.test(id)) return undefined;
    return { at: new Date(time), kind, id };
  } catch {
    return undefined;
  }
}
