import { DAY_MS } from '../../domain/china-time.ts';
import type { LoggedEvent } from '../../events/event-log.ts';
import { type EventCondition, outsideKey, type PermissionCondition } from '../domain/definition.ts';
import { DayBuckets, type DayRange, type Feed, LifeSums } from './feeds.ts';
import { OrdinalBits } from './ordinal-bits.ts';
import { TraitValues } from './trait-values.ts';

const OFFSET_MS = 8 * 3_600_000;

/** A feed and what it counts. */
export interface FeedOf {
  readonly name: string;
  /** Fen; events below it, or without an amount, are not counted. */
  readonly minAmount: number | null;
  /** Days that are kept by themselves; null: sums since ever. */
  readonly keepDays: number | null;
  readonly feed: Feed;
  /** Lengths in days of which some condition asks whether an event has left them. */
  readonly edges: ReadonlySet<number>;
}

type Counted = EventCondition['event'];

const keyOf = ({ name, minAmount, withinDays }: Counted): string =>
  JSON.stringify([name, minAmount ?? null, withinDays !== undefined]);

/** What conditions count, of the people who may be analysed. Knows no segment and no permission. */
export class LiveData {
  #feeds = new Map<string, FeedOf>();
  #traits = new Map<string, TraitValues>();
  #byName = new Map<string, FeedOf[]>();
  #permissions = new Map<string, { readonly condition: PermissionCondition; readonly allowed: OrdinalBits }>();

  /** Every feed. */
  get feeds(): readonly FeedOf[] {
    return [...this.#feeds.values()];
  }

  /** Names of the traits that are kept. */
  get traits(): readonly string[] {
    return [...this.#traits.keys()];
  }

  /** The permissions that are kept. */
  get permissions(): readonly PermissionCondition[] {
    return [...this.#permissions.values()].map(({ condition }) => condition);
  }

  get bytes(): number {
    let feeds = this.feeds.reduce((sum, { feed }) => sum + feed.bytes, 0);
    for (const { allowed } of this.#permissions.values()) feeds += allowed.words.byteLength;
    return feeds + [...this.#traits.values()].reduce((sum, values) => sum + values.bytes, 0);
  }

  /** Keeps from now on what these conditions need and nothing else; answers what holds nothing yet and has to be read. */
  plan(events: readonly Counted[], traits: readonly string[]): { feeds: FeedOf[]; traits: string[] } {
    const keep = new Map<string, { event: Counted; keepDays: number | null; edges: Set<number> }>();
    for (const event of events) {
      const { withinDays, firstWithinDays, notSinceDays } = event;
      const needed = keep.get(keyOf(event)) ?? { event, keepDays: null, edges: new Set<number>() };
      for (const days of [withinDays, firstWithinDays, notSinceDays]) if (days !== undefined) needed.edges.add(days);
      const keepDays = withinDays === undefined ? null : Math.max(withinDays, needed.keepDays ?? 0);
      keep.set(keyOf(event), { ...needed, keepDays });
    }
    const before = this.#feeds;
    this.#feeds = new Map();
    const unread: FeedOf[] = [];
    for (const [key, { event, keepDays, edges }] of keep) {
      const known = before.get(key);
      if (known !== undefined && (keepDays ?? 0) <= (known.keepDays ?? 0)) this.#feeds.set(key, { ...known, edges });
      else {
        const feed = keepDays === null ? new LifeSums() : new DayBuckets();
        const made = { name: event.name, minAmount: event.minAmount ?? null, keepDays, feed, edges };
        this.#feeds.set(key, made);
        unread.push(made);
      }
    }
    this.#byName = new Map();
    for (const each of this.#feeds.values())
      this.#byName.set(each.name, [...(this.#byName.get(each.name) ?? []), each]);
    const unreadTraits = traits.filter((name) => !this.#traits.has(name));
    this.#traits = new Map([...new Set(traits)].map((name) => [name, this.#traits.get(name) ?? new TraitValues()]));
    return { feeds: unread, traits: [...new Set(unreadTraits)] };
  }

  /** Keeps what these permissions need and nothing else; answers those about which nobody has been asked yet. */
  planPermissions(permissions: readonly PermissionCondition[]): PermissionCondition[] {
    const before = this.#permissions;
    this.#permissions = new Map();
    for (const condition of permissions) {
      const key = outsideKey(condition);
      this.#permissions.set(key, before.get(key) ?? { condition, allowed: new OrdinalBits() });
    }
    return this.permissions.filter((condition) => !before.has(outsideKey(condition)));
  }

  /** The people for whom the gate would say yes to a permission that was planned. */
  allowedFor(condition: PermissionCondition): OrdinalBits {
    const found = this.#permissions.get(outsideKey(condition));
    if (found === undefined) throw new Error('a permission that was not planned');
    return found.allowed;
  }

  /** The feed that answers a condition that was planned. */
  feedFor(event: Counted): Feed {
    const found = this.#feeds.get(keyOf(event));
    if (found === undefined) throw new Error('a condition that was not planned');
    return found.feed;
  }

  /** The values of a trait that was planned. */
  traitFor(name: string): TraitValues {
    const found = this.#traits.get(name);
    if (found === undefined) throw new Error('a trait that was not planned');
    return found;
  }

  /** Sets a trait if it is kept; answers whether it is. */
  setTrait(name: string, ordinal: number, value: string): boolean {
    const values = this.#traits.get(name);
    values?.set(ordinal, value);
    return values !== undefined;
  }

  /** Counts an event; answers whether some condition counts it. */
  count(event: LoggedEvent, today: number): boolean {
    const feeds = this.#byName.get(event.name);
    if (feeds === undefined) return false;
    let counted = false;
    for (const { minAmount, keepDays, feed } of feeds) {
      if (minAmount !== null && (event.amountFen === null || event.amountFen < minAmount)) continue;
      const day = Math.floor((event.at.getTime() + OFFSET_MS) / DAY_MS);
      if (keepDays !== null && day < today - keepDays + 1) continue;
      feed.add(event.ordinal, day, 1, event.amountFen ?? 0);
      counted = true;
    }
    return counted;
  }

  /** Forgets what was counted of an ordinal: it is counted anew. */
  dropEvents(ordinal: number): void {
    for (const { feed } of this.#feeds.values()) feed.drop(ordinal);
  }

  /** Forgets an ordinal. */
  drop(ordinal: number): void {
    this.dropEvents(ordinal);
    for (const values of this.#traits.values()) values.set(ordinal, '');
  }
}

/** Days that leave, between two todays, one of the lengths that a feed's conditions ask about. */
export function daysLeaving({ edges }: Pick<FeedOf, 'edges'>, before: number, today: number): DayRange[] {
  return [...edges].map((days) => ({ from: before - days + 1, to: today - days }));
}
