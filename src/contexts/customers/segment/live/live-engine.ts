import type { LoggedEvent } from '../../events/event-log.ts';
import { type Definition, namedSegments, outsideKey, type PermissionCondition } from '../domain/definition.ts';
import { expandSegments } from '../domain/expand-segments.ts';
import { Clusters } from './clusters.ts';
import { type Cause, causesOf, compileLive, conditionsOf, type Matches } from './compile-live.ts';
import { daysLeaving, type FeedOf, LiveData } from './live-data.ts';
import { OrdinalBits } from './ordinal-bits.ts';

/** A segment that is kept live. */
export interface LiveSegment {
  readonly code: string;
  readonly revision: number;
  /** Under what its people are analysed: segments with the same may be computed of the same people. */
  readonly use: string;
  /** As it was saved: segments inside are named. */
  readonly definition: Definition;
}

interface Kept extends LiveSegment {
  readonly matches: Matches;
  readonly causes: ReadonlySet<Cause>;
  /** The definition with everything inside in its place, as text. */
  readonly whole: string;
  readonly members: OrdinalBits;
  /** Who entered or left since the last flush, at least once. */
  readonly touched: Set<number>;
  /** Everybody has to be judged. */
  all: boolean;
  /** Everybody was judged since the last flush: whoever entered or left is found by comparing. */
  compare: boolean;
}

/** What nothing is known of yet. */
export interface Unread {
  readonly feeds: readonly FeedOf[];
  readonly traits: readonly string[];
  readonly permissions: readonly PermissionCondition[];
}

/** Ordinals between two pauses. */
const SLICE = 16_384;

/**
 * Live segments in memory: who is in which, kept with every event, midnight and change of permission. No I/O: `keepSegments` feeds it.
 * What is counted is counted of people alone who may be analysed under some use of a live segment.
 */
export class LiveEngine {
  readonly data = new LiveData();
  readonly clusters = new Clusters();
  #segments: Kept[] = [];
  /** Who may be analysed, by use. */
  readonly permitted = new Map<string, OrdinalBits>();
  readonly #dirty = new Map<Cause, Set<number>>();
  readonly #dirtyPeople = new Set<number>();
  /** Erased since the last flush. */
  readonly erased = new Set<number>();
  #today = 0;

  get today(): number {
    return this.#today;
  }

  /** In an order in which each stands behind the segments it names. */
  get segments(): readonly Kept[] {
    return this.#segments;
  }

  /** Whether somebody may be analysed under any use. */
  holds(ordinal: number): boolean {
    for (const bits of this.permitted.values()) if (bits.has(ordinal)) return true;
    return false;
  }

  /** Begins on a day, before anything is counted. */
  begin(today: number): void {
    this.#today = today;
  }

  /** Takes these live segments, and no others, over; answers what has to be read for them. `all`: every definition there is, by code. */
  plan(live: readonly LiveSegment[], all: ReadonlyMap<string, Definition>): Unread {
    const before = new Map(this.#segments.map((kept) => [kept.code, kept]));
    const expanded = new Map(live.map((each) => [each.code, expandSegments(each.definition, all, [each.code])]));
    const conditions = [...expanded.values()].map(conditionsOf);
    const permissions = this.data.planPermissions(conditions.flatMap((each) => each.permissions));
    const unread = this.data.plan(
      conditions.flatMap(({ events }) => events.map(({ event }) => event)),
      conditions.flatMap(({ traits }) => traits.map(({ trait }) => trait.name)),
    );
    const known = new Map(live.map((each) => [each.code, each]));
    const made = new Map<string, Kept>();
    const add = (each: LiveSegment): void => {
      if (made.has(each.code)) return;
      const whole = expanded.get(each.code) ?? { any: [] };
      for (const name of namedSegments(each.definition)) {
        const inner = known.get(name);
        if (inner !== undefined && !reaches(inner, each.code, known)) add(inner);
      }
      const same = before.get(each.code);
      const text = JSON.stringify(whole);
      const unchanged = same?.whole === text && same.use === each.use;
      const membersOf = (code: string): Matches | undefined => {
        const inner = made.get(code);
        if (inner === undefined || inner.use !== each.use) return undefined;
        return ([first = 0]) => inner.members.has(first);
      };
      const matches = compileLive(each.definition, this.data, membersOf, (code) => {
        const inner = all.get(code);
        return inner === undefined ? { any: [] } : expandSegments(inner, all, [each.code, code]);
      });
      made.set(each.code, {
        ...each,
        matches,
        causes: causesOf(whole),
        whole: text,
        members: unchanged ? same.members : new OrdinalBits(),
        touched: unchanged ? same.touched : new Set(),
        all: unchanged ? same.all : true,
        compare: unchanged ? same.compare : true,
      });
    };
    for (const each of live) add(each);
    this.#segments = [...made.values()];
    return { ...unread, permissions };
  }

  /** Keeps permissions of these uses alone; what was counted of people goes with the last of theirs. */
  retain(uses: ReadonlySet<string>): void {
    for (const [use, bits] of this.permitted) {
      if (uses.has(use)) continue;
      this.permitted.delete(use);
      for (const ordinal of bits.ordinals()) if (!this.holds(ordinal)) this.data.drop(ordinal);
    }
  }

  /** Applies entries of the log that has been moved, in their order. */
  moved(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      const { ordinal, name } = event;
      if (name === '$erased') this.#erase(ordinal);
      else if (name === '$retracted') {
        this.data.dropEvents(ordinal);
        this.#dirtyPeople.add(ordinal);
      } else if (name === '$head') {
        const head = event.value === null || event.value === '' ? undefined : Number(event.value);
        for (const each of this.clusters.set(ordinal, head)) this.#dirtyPeople.add(each);
      } else if (name.startsWith('$trait.')) {
        const trait = name.slice('$trait.'.length);
        if (this.holds(ordinal) && this.data.setTrait(trait, ordinal, event.value ?? ''))
          this.#cause(`trait:${trait}`, ordinal);
      } else if (this.holds(ordinal) && this.data.count(event, this.#today)) this.#cause(`event:${name}`, ordinal);
    }
  }

  /** Somebody may be analysed from now on; what is known of them has to be read unless they were held before. Answers whether it has. */
  permit(use: string, ordinal: number): boolean {
    const held = this.holds(ordinal);
    this.#bits(use).add(ordinal);
    this.#dirtyPeople.add(ordinal);
    return !held;
  }

  /** Somebody may no longer be analysed: they leave at the next step, and what was counted goes with the last permission. */
  forbid(use: string, ordinal: number): void {
    this.#bits(use).remove(ordinal);
    if (!this.holds(ordinal)) this.data.drop(ordinal);
    this.#dirtyPeople.add(ordinal);
  }

  /** The gate has said for whom it would say yes, among those who were asked about or among everybody. */
  allow(condition: PermissionCondition, allowed: Uint32Array, asked: Uint32Array | 'all'): void {
    const before = this.data.allowedFor(condition);
    const now = new OrdinalBits(allowed);
    const cause: Cause = `permission:${outsideKey(condition)}`;
    const changed: number[] = [];
    for (const ordinal of asked === 'all' ? before.ordinals() : asked)
      if (!now.has(ordinal) && before.remove(ordinal)) changed.push(ordinal);
    for (const ordinal of allowed) if (before.add(ordinal)) changed.push(ordinal);
    if (changed.length <= SLICE) for (const ordinal of changed) this.#cause(cause, ordinal);
    else for (const kept of this.#segments) if (kept.causes.has(cause)) kept.all = true;
  }

  /** Moves to a later day: whoever has something in a day that has left a window is judged again. Pauses between slices. */
  *turnTo(today: number): Generator<void> {
    if (today === this.#today) return;
    const before = this.#today;
    this.#today = today;
    for (const feed of this.data.feeds) {
      const ranges = daysLeaving(feed, before, today);
      for (let from = 0; from < feed.feed.end; from += SLICE) {
        const to = from + SLICE;
        for (const ordinal of feed.feed.touching(ranges, from, to)) this.#cause(`event:${feed.name}`, ordinal);
        if (feed.keepDays !== null) feed.feed.forgetBefore(today - feed.keepDays + 1, from, to);
        yield;
      }
    }
  }

  /** Judges whoever has to be judged. Pauses between slices. */
  *settle(): Generator<void> {
    const whole = this.#segments.filter((kept) => kept.all);
    if (whole.length > 0) yield* this.#settleAll(whole);
    const people = [...this.#dirtyPeople];
    this.#dirtyPeople.clear();
    yield* this.#judgeSlices(people, this.#segments);
    for (const [cause, ordinals] of [...this.#dirty]) {
      this.#dirty.delete(cause);
      yield* this.#judgeSlices(
        [...ordinals],
        this.#segments.filter((kept) => kept.causes.has(cause)),
      );
    }
  }

  /** Makes everybody be judged again. */
  judgeAll(): void {
    for (const kept of this.#segments) kept.all = true;
  }

  *#settleAll(whole: readonly Kept[]): Generator<void> {
    const everybody = new OrdinalBits();
    for (const kept of whole) kept.compare = true;
    for (const { use, members } of whole) {
      for (const ordinal of this.#bits(use).ordinals()) everybody.add(ordinal);
      for (const ordinal of members.ordinals()) everybody.add(ordinal);
    }
    yield* this.#judgeSlices(everybody.ordinals(), whole);
    for (const kept of whole) kept.all = false;
  }

  *#judgeSlices(ordinals: Uint32Array | readonly number[], segments: readonly Kept[]): Generator<void> {
    if (segments.length === 0) return;
    for (let at = 0; at < ordinals.length; at += 1) {
      this.#judge(ordinals[at] ?? 0, segments);
      if (at % SLICE === SLICE - 1) yield;
    }
  }

  readonly #single = [0];

  #judge(ordinal: number, segments: readonly Kept[]): void {
    const cluster = this.clusters.recordsOf(ordinal);
    if (cluster !== undefined) {
      this.#judgeCluster(cluster, segments);
      return;
    }
    this.#single[0] = ordinal;
    for (const kept of segments) {
      const matches = this.#bits(kept.use).has(ordinal) && kept.matches(this.#single, this.#today);
      setMember(kept, ordinal, matches);
    }
  }

  // One human: the lowest record that may be analysed stands for all of them.
  #judgeCluster(cluster: readonly number[], segments: readonly Kept[]): void {
    for (const kept of segments) {
      const permitted = this.#bits(kept.use);
      const records = cluster.filter((record) => permitted.has(record));
      const matches = records.length > 0 && kept.matches(records, this.#today);
      for (const record of cluster) setMember(kept, record, matches && record === records[0]);
    }
  }

  #erase(ordinal: number): void {
    for (const each of this.clusters.set(ordinal, undefined)) this.#dirtyPeople.add(each);
    this.data.drop(ordinal);
    for (const bits of this.permitted.values()) bits.remove(ordinal);
    this.erased.add(ordinal);
  }

  #cause(cause: Cause, ordinal: number): void {
    const known = this.#dirty.get(cause);
    if (known === undefined) this.#dirty.set(cause, new Set([ordinal]));
    else known.add(ordinal);
  }

  #bits(use: string): OrdinalBits {
    const known = this.permitted.get(use);
    if (known !== undefined) return known;
    const made = new OrdinalBits();
    this.permitted.set(use, made);
    return made;
  }
}

function setMember(kept: Kept, ordinal: number, member: boolean): void {
  const changed = member ? kept.members.add(ordinal) : kept.members.remove(ordinal);
  if (changed && !kept.compare) kept.touched.add(ordinal);
}

function reaches(
  from: LiveSegment,
  code: string,
  known: ReadonlyMap<string, LiveSegment>,
  seen = new Set<string>(),
): boolean {
  if (from.code === code) return true;
  if (seen.has(from.code)) return false;
  seen.add(from.code);
  return namedSegments(from.definition).some((name) => {
    const inner = known.get(name);
    return inner !== undefined && reaches(inner, code, known, seen);
  });
}
