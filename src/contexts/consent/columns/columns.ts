import type { Tx } from '../../../platform/database/index.ts';
import { errorWithoutValues } from '../../../platform/error-without-values.ts';
import type { Decision, DecisionRequest } from '../domain/decision.ts';
import { answerAt } from './answer-at.ts';
import type { ColumnsDeps } from './columns-deps.ts';
import type { ColumnsState } from './columns-state.ts';
import { fillVerdicts } from './fill-verdicts.ts';
import { GateMemory } from './gate-memory.ts';
import { loadColumns } from './load-columns.ts';
import { OneAtATime } from './one-at-a-time.ts';
import type { Pin } from './pins.ts';
import { type Changes, readChanges } from './read-changes.ts';
import type { Snapshot } from './snapshot.ts';
import { type Sorted, sortPopulation } from './sort-population.ts';
import { hasVerdicts, questionOf, type TableQuestion, type VerdictTable } from './verdict-tables.ts';

type Whom = 'everybody' | readonly number[];
/** People read at once while catching up. */
const CAUGHT_UP_AT_ONCE = 4_096;
/** People whose class ended by itself who are read again in one catch-up; for the others, PostgreSQL is asked. */
const DUE_AT_ONCE = 32_768;
/** The shortest pause between two catch-ups. Longer ones are ten times what the last one took, so that a tenth of the time goes into them. */
const PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;
/** The pause where somebody waits for a verdict. */
const SHORT_PAUSE_MS = 10;
/** A statement of a catch-up that takes longer has lost its network. */
const LONGEST_STATEMENT_MS = 20_000;
/** Without a catch-up for so long, nothing is answered from memory: the database may be out of reach while others write to it. */
const STALE_MS = 5_000;

/**
 * The gate in memory (decision 0024): the class of each person in each activity, and the verdict of each class. It answers only what it knows;
 * for everything else, the caller asks PostgreSQL.
 */
export class Columns {
  readonly memory: GateMemory;
  /** Told, after each catch-up, of whom decisions may differ from before, also because something ended by itself. */
  readonly listeners: ((whom: Whom) => void)[] = [];
  readonly #deps: ColumnsDeps;
  readonly #wanted = new Map<VerdictTable, Set<number>>();
  #applied: Snapshot | undefined;
  #cases = '';
  #codes: string[] = [];
  /** The reader's arrays serve one at a time. */
  readonly #turns = new OneAtATime();
  /** Whoever reads in bulk keeps a connection between its turns. */
  readonly #bulk = new OneAtATime();
  #catchingUp: Promise<{ applied: string }> | undefined;
  #loading: Promise<void> | undefined;
  #loop: Promise<void> | undefined;
  #stopped = false;
  #wake: () => void = () => undefined;
  #lastCaughtUp = 0;
  #changed: (whom: Whom) => void = () => undefined;
  #guard: () => boolean = () => this.#loop === undefined || performance.now() - this.#lastCaughtUp < STALE_MS;

  constructor(
    deps: ColumnsDeps,
    memory: GateMemory = new GateMemory(deps.unseal, deps.limits === undefined ? {} : { limits: deps.limits }),
  ) {
    this.#deps = deps;
    this.memory = memory;
  }

  /** Sets what has to hold before anything is answered from memory, for example a lease; it is asked each time and must be quick. */
  guard(mayAnswer: () => boolean): void {
    this.#guard = mayAnswer;
  }

  /** Sets who is told by each catch-up whose state has changed. */
  whenChanged(listener: (whom: Whom) => void): void {
    this.#changed = listener;
  }

  /** Whether memory may answer at all now. */
  mayAnswer(): boolean {
    return !this.memory.pins.everybody && this.#guard();
  }

  /** Decides from memory, now; undefined when PostgreSQL has to be asked. */
  decide(request: DecisionRequest): Decision | undefined {
    const { message } = request;
    if (request.at !== undefined || request.explain === true || message?.queuedAt !== undefined) return undefined;
    const now = this.#deps.clock.now();
    if (!this.#answersAt(now)) return undefined;
    const { memory } = this;
    const column = memory.columnOf(request.activity);
    if (column === undefined || !hasVerdicts(request)) return undefined;
    const of = column.classes[memory.index.find(request.person)] ?? 0;
    if (of === 0) return undefined;
    const table = memory.tables.of(column, questionOf(request), now.getTime());
    const verdict = table.verdicts[of];
    if (verdict === undefined) this.#want(table, of);
    if (verdict === undefined || verdict === null) return undefined;
    const { outcome, articles, reasons, conditions, basis, notice, activity, revision } = verdict;
    return { outcome, articles, reasons, conditions, basis, notice, decidedAt: now, activity, revision };
  }

  /** Sorts people, or everybody, by the verdicts of their classes, now or `at` an instant; undefined when PostgreSQL has to be asked about all of them. */
  async sort(question: TableQuestion, ordinals: Uint32Array | 'all', at?: Date): Promise<Sorted | undefined> {
    if (question.message?.queuedAt !== undefined || !hasVerdicts(question)) return undefined;
    const { memory } = this;
    const now = () => {
      const present = this.#deps.clock.now();
      return this.#answersAt(present) ? present.getTime() : undefined;
    };
    if (at !== undefined)
      return answerAt(this.#deps, memory, { question, ordinals, at }, { now, turns: this.#turns, bulk: this.#bulk });
    const fill = (table: VerdictTable, classes: readonly number[]) =>
      this.#inTurn(() => fillVerdicts(this.#deps, memory, table, classes));
    return sortPopulation(memory, question, ordinals, { now, fill });
  }

  /** Whether it knows a person; undefined when it does not know everybody of whom there was something to know lately. */
  knows(person: string): boolean | undefined {
    const { memory } = this;
    if (!this.mayAnswer() || memory.loading.size > 0 || memory.columns.size === 0) return undefined;
    return memory.index.find(person) !== 0;
  }

  /** Begins a pin for a change that is about to be written. */
  pin(about: 'people' | 'addresses' | 'everybody'): Pin {
    return this.memory.pins.begin(about);
  }

  /** The register is changing in this transaction: until it is over and caught up with, nothing is answered from memory. */
  async registerChanging(tx: Tx): Promise<void> {
    const pin = this.pin('everybody');
    try {
      const row = await tx.one<{ id: string }>('select pg_current_xact_id()::text as id', [], 'consent.transaction');
      pin.bind(Number(row.id), []);
    } catch (error) {
      pin.drop();
      throw error;
    }
  }

  /**
   * Applies what has been committed by the time of the call, and returns the `pg_snapshot` that memory now stands at: the effects of every
   * transaction that is over in it are applied. Calls that wait share one run.
   */
  catchUp(): Promise<{ applied: string }> {
    this.#catchingUp ??= this.#inTurn(() => {
      this.#catchingUp = undefined;
      return this.#catchUp();
    });
    return this.#catchingUp;
  }

  /** Reads the columns that are missing or run out, catches up and judges what was asked for: what the background does again and again. */
  async settle(): Promise<void> {
    await this.catchUp();
    await this.#load();
    await this.#fillWanted();
  }

  /** Starts keeping memory current in the background; until columns are read, nothing is answered from it. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Ends the background work and waits for what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#loop;
    await this.#loading;
  }

  /** What it holds. */
  state(): ColumnsState {
    const { memory } = this;
    return {
      people: memory.index.size,
      bytes: memory.bytes,
      activities: memory.columns.size,
      loading: memory.loading.size,
      pinned: memory.pins.size,
      applied: this.#applied?.text ?? null,
    };
  }

  #second(): number {
    return Math.floor(this.#deps.clock.now().getTime() / 1000);
  }

  #answersAt(now: Date): boolean {
    return this.mayAnswer() && this.memory.moveTo(now.getTime());
  }

  #want(table: VerdictTable, of: number): void {
    const classes = this.#wanted.get(table);
    if (classes === undefined) this.#wanted.set(table, new Set([of]));
    else classes.add(of);
    this.#wake();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.run(work);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const begun = performance.now();
      try {
        await this.catchUp();
        this.#loading ??= this.#load()
          .catch((error: unknown) => this.#failed('load', error))
          .finally(() => {
            this.#loading = undefined;
          });
        await this.#fillWanted();
      } catch (error) {
        this.#failed('catch-up', error);
      }
      const isBehind = this.memory.due.earliest < this.#second();
      await this.#pause(isBehind ? 0 : performance.now() - begun);
    }
  }

  #failed(step: string, error: unknown): void {
    this.#deps.log.error({ step, error: errorWithoutValues(error) }, 'the gate in memory fell behind');
  }

  // A question that waits for its verdict, or the end, does not wait for the whole pause.
  async #pause(took: number): Promise<void> {
    if (this.#stopped) return;
    const pause = Math.min(Math.max(PAUSE_MS, 10 * took), LONGEST_PAUSE_MS);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.#wake = () => {
        clearTimeout(timer);
        setTimeout(resolve, this.#stopped ? 0 : SHORT_PAUSE_MS);
      };
    });
    this.#wake = () => undefined;
  }

  async #fillWanted(): Promise<void> {
    for (const [table, classes] of [...this.#wanted]) {
      this.#wanted.delete(table);
      if (table.current) await this.#inTurn(() => fillVerdicts(this.#deps, this.memory, table, [...classes]));
    }
  }

  async #catchUp(since = this.#applied): Promise<{ applied: string }> {
    const { memory } = this;
    const { database, clock } = this.#deps;
    const begun = performance.now();
    memory.moveTo(clock.now().getTime());
    await memory.drain();
    let [ordinals, everybody]: [number[], boolean] = [[], false];
    try {
      await database.transaction(
        async (tx) => {
          const changes = await readChanges(this.#deps, tx, since);
          everybody = changes.everybody || changes.cases !== this.#cases;
          if (changes.cases !== this.#cases || changes.everybody)
            this.#codes = (await this.#deps.register.activities(tx)).map(({ code }) => code);
          ordinals = this.#begin(changes);
          await this.#apply(tx, ordinals);
          memory.underway = [];
          this.#cases = changes.cases;
          this.#applied = changes.snapshot;
        },
        { isolation: 'repeatable read', readOnly: true, timeoutMs: LONGEST_STATEMENT_MS },
      );
    } catch (error) {
      // They are in class 0 and no longer pinned: look at them again.
      for (const ordinal of ordinals) memory.due.add(ordinal, 0);
      throw error;
    }
    this.#lastCaughtUp = begun;
    for (const tell of this.listeners) tell(everybody ? 'everybody' : ordinals);
    return { applied: this.#applied?.text ?? '' };
  }

  // Drops what the changes make void, in one go, and answers whom to read again. Nobody of them leaves class 0 before they have been read.
  #begin(changes: Changes): number[] {
    const { memory } = this;
    const { pins, due } = memory;
    const over = pins.over(changes.snapshot);
    const all = changes.everybody || changes.cases !== this.#cases;
    this.#changed(all ? 'everybody' : changes.ordinals);
    if (over.everybody || all) memory.tables.drop();
    if (changes.everybody) {
      memory.columns.clear();
      memory.loading.clear();
    }
    const ordinals = new Set([...changes.ordinals, ...over.ordinals]);
    due.take(this.#second() - 1, DUE_AT_ONCE, (ordinal) => void ordinals.add(ordinal));
    memory.underway = [...ordinals];
    for (const pin of over.pins) pins.release(pin);
    for (const ordinal of ordinals) pins.adopt(ordinal);
    return [...ordinals];
  }

  async #apply(tx: Tx, ordinals: readonly number[]): Promise<void> {
    const { memory } = this;
    for (let from = 0; from < ordinals.length; from += CAUGHT_UP_AT_ONCE) {
      const columns = [...memory.columns.values(), ...memory.loading.values()];
      const codes = [...new Set(columns.map((column) => column.code))];
      await memory.reader.read(tx, { ordinals: ordinals.slice(from, from + CAUGHT_UP_AT_ONCE) }, codes);
      await memory.apply(this.#deps.clock.now().getTime(), columns);
    }
  }

  #load(): Promise<void> {
    return loadColumns(this.#deps, this.memory, this.#codes, {
      inTurn: (work) => this.#inTurn(work),
      catchUpSince: async (since) => void (await this.#catchUp(since)),
      stopped: () => this.#stopped,
    });
  }
}
