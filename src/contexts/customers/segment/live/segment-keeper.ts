import { createHash, randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { canonicalJson, type Json } from '../../../../platform/crypto/index.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { shanghaiDay } from '../../domain/china-time.ts';
import type { LoggedEvent } from '../../events/event-log.ts';
import { moveEvents } from '../../events/move-events.ts';
import type { PermissionCondition } from '../domain/definition.ts';
import { allSegments, segmentsMark } from '../store/segment-store.ts';
import { nameable, withTraitRules } from '../whole-definition.ts';
import { withoutEmployees } from '../without-employees.ts';
import { type Analysed, analysedLive } from './analysed-live.ts';
import { LiveEngine, type Unread } from './live-engine.ts';
import { LiveTroubles } from './live-troubles.ts';
import { MemberWriter } from './member-writer.ts';
import { OrdinalBits } from './ordinal-bits.ts';
import { readCounted } from './read-counted.ts';

/** Whose permission may have changed. */
export type Whom = 'everybody' | readonly number[];

/** Moments at which a test may stop the process; nothing else listens. */
export type KeeperStep = 'moved' | 'recorded' | 'read' | 'judged' | 'written';

/** What the keeper needs, and how a test watches it. */
export type KeeperDeps = Pick<CustomersDeps, 'database' | 'analytics' | 'clock' | 'gate'> & {
  /** Told whose permission may have changed; without it everybody is asked about at every step. */
  readonly whenPermissionsChange?: (listener: (whom: Whom) => void) => void;
  /** Whether the gate answers from memory by now: asking about everybody before would have PostgreSQL read everybody, side by side with the gate's own reading. */
  readonly gateIsRead?: () => boolean;
  readonly onStep?: (step: KeeperStep) => void | Promise<void>;
};

/** How many people a segment has now. */
export interface KeptCount {
  readonly count: number;
  readonly asOf: Date;
}

/**
 * Keeps live segments (decision 0070): moves the log, asks the gate who may be analysed, records the use, counts, judges, and writes who entered and left.
 * Everything in memory can be lost: it is made again from DuckDB at the position of its feed, and what is stored is compared with it.
 */
export class SegmentKeeper {
  readonly #deps: KeeperDeps;
  readonly #server = randomUUID();
  readonly #writer: MemberWriter;
  #engine = new LiveEngine();
  #begun = false;
  #mark = '';
  #live: Analysed[] = [];
  #changed: Set<number> | 'everybody' = 'everybody';
  #recorded = new Map<string, string>();
  #unanalysed = new Map<string, number>();
  readonly #troubles = new LiveTroubles();
  #asOf: Date | undefined;
  #serial: Promise<unknown> = Promise.resolve();

  constructor(deps: KeeperDeps) {
    this.#deps = deps;
    this.#writer = new MemberWriter(deps, this.#server);
    deps.whenPermissionsChange?.((whom) => this.permissionsChanged(whom));
    deps.analytics.follow({
      moved: (events) => this.#moved(events),
      restarted: () => this.#forget(),
    });
  }

  /** Whose permission may have changed; they are asked about before anything else is judged. */
  permissionsChanged(whom: Whom): void {
    if (whom === 'everybody') this.#changed = 'everybody';
    else if (this.#changed !== 'everybody') for (const ordinal of whom) this.#changed.add(ordinal);
  }

  /** Brings every live segment up to date; calls wait for each other. */
  step(): Promise<void> {
    const run = this.#serial.then(() => this.#step());
    this.#serial = run.catch(() => undefined);
    return run;
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    await this.#serial;
  }

  /** Whether this server writes memberships, and who it is among servers. */
  get server(): string {
    return this.#server;
  }

  /** How many people a live segment has; undefined when this revision is not kept here. */
  count(code: string, revision: number): KeptCount | undefined {
    const kept = this.#engine.segments.find((each) => each.code === code);
    if (kept === undefined || kept.revision !== revision || kept.all || this.#asOf === undefined) return undefined;
    return { count: kept.members.size, asOf: this.#asOf };
  }

  /** Members of a live segment, ascending; undefined when this revision is not kept here. */
  members(code: string, revision: number): Uint32Array | undefined {
    if (this.count(code, revision) === undefined) return undefined;
    return this.#engine.segments.find((each) => each.code === code)?.members.ordinals();
  }

  /** Bytes of what is counted. */
  get bytes(): number {
    return this.#engine.data.bytes;
  }

  async #step(): Promise<void> {
    const deps = this.#deps;
    await moveEvents(deps);
    await deps.onStep?.('moved');
    if (!this.#begun && deps.gateIsRead?.() === false) return;
    await deps.analytics.exclusively(async (connection) => {
      const now = deps.clock.now();
      try {
        await this.#prepare(connection, now);
        for (const _ of this.#engine.turnTo(shanghaiDay(now))) await setImmediate();
        for (const _ of this.#engine.settle()) await setImmediate();
      } catch (error) {
        this.#forget();
        throw error;
      }
      this.#asOf = now;
    });
    await deps.onStep?.('judged');
    await this.#writer.write(this.#engine, this.#troubles.of(this.#live));
    await deps.onStep?.('written');
  }

  #moved(events: readonly LoggedEvent[]): void {
    this.#engine.moved(events);
  }

  // Everything is read again at the next step; what is stored stays and is compared with it.
  #forget(): void {
    this.#engine = new LiveEngine();
    this.#begun = false;
    this.#mark = '';
    this.#changed = 'everybody';
    this.#recorded = new Map();
    this.#writer.compareAll();
  }

  async #prepare(connection: DuckDBConnection, now: Date): Promise<void> {
    const today = shanghaiDay(now);
    // A clock that went back: windows that were left would have to be entered again.
    if (this.#begun && today < this.#engine.today) this.#forget();
    if (!this.#begun) {
      this.#engine.begin(today);
      await this.#readClusters(connection);
      this.#begun = true;
    }
    const unread = await this.#define();
    const newcomers = await this.#ask(now, unread.permissions);
    await this.#deps.onStep?.('recorded');
    await this.#read(connection, unread, newcomers);
    await this.#deps.onStep?.('read');
  }

  async #define(): Promise<Unread> {
    const defined = await this.#deps.database.transaction(
      async (tx) => {
        const mark = await segmentsMark(tx);
        if (mark === this.#mark) return undefined;
        this.#mark = mark;
        const saved = await allSegments(tx);
        const definitions = saved.map((row) => row.definition);
        const ruled = await withTraitRules(tx, definitions);
        const all = new Map(saved.map((row) => [row.code, ruled(row.definition)]));
        return { all, live: await analysedLive(tx, saved, all), there: await nameable(tx, saved) };
      },
      { readOnly: true },
    );
    if (defined === undefined) return { feeds: [], traits: [], permissions: [] };
    this.#live = defined.live;
    const uses = new Set(this.#live.map((each) => each.use));
    this.#engine.retain(uses);
    this.#troubles.define(this.#live, defined.there);
    // Whoever comes back to a use is asked about like everybody else.
    for (const use of this.#recorded.keys()) if (!uses.has(use)) this.#recorded.delete(use);
    for (const use of this.#unanalysed.keys()) if (!uses.has(use)) this.#unanalysed.delete(use);
    return this.#engine.plan(this.#live, defined.all);
  }

  // Asks the gate about whoever may have changed, use by use, and records the use before a row is read.
  async #ask(now: Date, fresh: readonly PermissionCondition[]): Promise<OrdinalBits> {
    const changed = this.#deps.whenPermissionsChange === undefined ? 'everybody' : this.#changed;
    this.#changed = new Set();
    const newcomers = new OrdinalBits();
    try {
      for (const asked of new Map(this.#live.map((each) => [each.use, each])).values()) {
        const { use } = asked;
        const whom = this.#recorded.has(use) ? changed : 'everybody';
        const today = this.#digest(use, now);
        if (whom !== 'everybody' && whom.size === 0 && this.#recorded.get(use) === today) continue;
        await this.#askAbout(asked, whom === 'everybody' ? 'all' : Uint32Array.from(whom).sort(), today, newcomers);
        this.#recorded.set(use, today);
      }
      for (const condition of this.#engine.data.permissions)
        await this.#askPermission(condition, fresh.includes(condition) ? 'everybody' : changed);
    } catch (error) {
      this.permissionsChanged(changed === 'everybody' ? changed : [...changed]);
      throw error;
    }
    return newcomers;
  }

  // Whether the gate would say yes is no use of anything; whoever else reads the answer is judged with it alone.
  async #askPermission(condition: PermissionCondition, whom: Set<number> | 'everybody'): Promise<void> {
    if (whom !== 'everybody' && whom.size === 0) return;
    const asked = whom === 'everybody' ? 'all' : Uint32Array.from(whom).sort();
    const { gate, database } = this.#deps;
    const { allowed } = await database.transaction(
      (tx) => gate.decidePopulation(tx, { ...condition.permission, operation: 'use', ordinals: asked }),
      { readOnly: true },
    );
    this.#engine.allow(condition, allowed, asked);
  }

  async #askAbout(
    { use, activity, fields }: Analysed,
    ordinals: 'all' | Uint32Array,
    today: string,
    newcomers: OrdinalBits,
  ): Promise<void> {
    const engine = this.#engine;
    const before = engine.permitted.get(use) ?? new OrdinalBits();
    const { gate, database } = this.#deps;
    const { entered, left, excluded } = await database.transaction(async (tx) => {
      const decided = await gate.decidePopulation(tx, { activity, operation: 'use', fields, ordinals });
      const analysable = await withoutEmployees(this.#deps, tx, decided.allowed);
      const allowed = new OrdinalBits(analysable);
      const entering = analysable.filter((ordinal) => !before.has(ordinal));
      const asked = ordinals === 'all' ? before.ordinals() : ordinals;
      const leaving = asked.filter((ordinal) => before.has(ordinal) && !allowed.has(ordinal));
      if (ordinals === 'all')
        this.#unanalysed.set(
          use,
          decided.excluded.reduce((sum, reason) => sum + reason.count, decided.allowed.length - analysable.length),
        );
      else this.#unanalysed.set(use, (this.#unanalysed.get(use) ?? 0) + leaving.length);
      // The first time, each day, and when a definition changes: everybody. In between: whoever came.
      const fresh = this.#recorded.get(use) !== today;
      if (fresh || entering.length > 0)
        await gate.recordPopulationUse(tx, {
          activity,
          operation: 'use',
          fields,
          allowed: fresh ? everybodyNow(before, entering, leaving) : entering,
          purposeNote: '人群分析（实时） / live segments',
          by: 'segments',
          subject: 'segments:live',
          detail: { definitions: today },
        });
      return { entered: entering, left: leaving, excluded: decided.excluded };
    });
    for (const ordinal of left) engine.forbid(use, ordinal);
    for (const ordinal of entered) if (engine.permit(use, ordinal)) newcomers.add(ordinal);
    this.#troubles.asked(use, engine.permitted.get(use)?.size ?? 0, excluded);
  }

  // What a receipt commits to: the day, and the definitions of the live segments of the use.
  #digest(use: string, now: Date): string {
    const segments = this.#live.filter((each) => each.use === use);
    const told = { day: shanghaiDay(now), segments: segments.map(({ code, definition }) => ({ code, definition })) };
    return createHash('sha256')
      .update(canonicalJson(told as unknown as Json))
      .digest('base64url');
  }

  async #read(connection: DuckDBConnection, unread: Unread, newcomers: OrdinalBits): Promise<void> {
    const engine = this.#engine;
    const held = new OrdinalBits();
    for (const bits of engine.permitted.values()) for (const ordinal of bits.ordinals()) held.add(ordinal);
    // Rows may outlive the people whom the gate knew: what was counted of somebody before they were permitted is not theirs.
    for (const ordinal of newcomers.ordinals()) engine.data.drop(ordinal);
    const restricted = [...this.#unanalysed.values()].some((count) => count > 0);
    await readCounted(connection, engine, {
      feeds: unread.feeds,
      traits: unread.traits,
      ordinals: restricted ? held.ordinals() : null,
    });
    if (newcomers.size === 0) return;
    const isNew = new Set<unknown>(unread.feeds.map((each) => each.feed));
    await readCounted(connection, engine, {
      feeds: engine.data.feeds.filter((each) => !isNew.has(each.feed)),
      traits: engine.data.traits.filter((name) => !unread.traits.includes(name)),
      ordinals: newcomers.ordinals(),
    });
  }

  async #readClusters(connection: DuckDBConnection): Promise<void> {
    const rows = await connection.runAndReadAll('select ordinal, head from cluster_member');
    for (const [ordinal, head] of rows.getRows()) this.#engine.clusters.set(Number(ordinal), Number(head));
  }
}

function everybodyNow(before: OrdinalBits, entering: Uint32Array, leaving: Uint32Array): Uint32Array {
  const now = new OrdinalBits(before.ordinals());
  for (const ordinal of entering) now.add(ordinal);
  for (const ordinal of leaving) now.remove(ordinal);
  return now.ordinals();
}
