import { exploreStates } from './explore-states.ts';

// The protocol of the log as a small machine: two servers record acts, merge and crash at every step, in every order. Each rule below is a numbered
// step of the code; switched off, it is a mutant that the model must find. Hashes are left out: a tree is the list of its entries.

/** The rules of the protocol, and where they stand in the code. */
export interface Rules {
  /** record-acts.ts, appendOfOne 1 and appendOfSeveral 1: a person's chain is locked until the transaction ends. */
  readonly chainLock: boolean;
  /** packs.ts: the sequence number is taken after the chain is locked. */
  readonly numberAfterLock: boolean;
  /** An act is acknowledged after its commit: `Database.transaction` answers then. */
  readonly acknowledgeAfterCommit: boolean;
  /** merge-pending.ts 1: one sequencer at a time. */
  readonly oneSequencer: boolean;
  /** merge-pending.ts 3 and 4: places and the predecessor of a checkpoint are unique. */
  readonly uniquePlaces: boolean;
  /** merge-pending.ts 2: only committed packs are seen. */
  readonly readCommitted: boolean;
  /** merge-pending.ts 2: whatever is pending is taken, also what was numbered before something that is merged already. */
  readonly takePending: boolean;
  /** merge-pending.ts: places, tiles and checkpoint are one transaction, and a checkpoint is shown after its commit. */
  readonly publishAfterCommit: boolean;
}

/** The protocol as it is. */
export const PROTOCOL: Rules = {
  chainLock: true,
  numberAfterLock: true,
  acknowledgeAfterCommit: true,
  oneSequencer: true,
  uniquePlaces: true,
  readCommitted: true,
  takePending: true,
  publishAfterCommit: true,
};

type Step =
  | 'begun'
  | 'open'
  | 'numbered'
  | 'stored'
  | 'sent'
  | 'orphaned'
  | 'committed'
  | 'acknowledged'
  | 'lost'
  | 'kept';

interface Act {
  step: Step;
  n: number;
  seq: number;
  acknowledged: boolean;
}

interface Sequencer {
  step: 'idle' | 'alone' | 'read' | 'sent' | 'orphaned';
  base: number[];
  batch: number[];
}

interface State {
  acts: Act[];
  nextSeq: number;
  merged: number[];
  published: number[][];
  sequencers: [Sequencer, Sequencer];
  crashes: number;
}

/** Which person each act concerns, and on which server it happens. */
export const ACTS = [
  { person: 0, server: 0 },
  { person: 0, server: 1 },
  { person: 1, server: 0 },
] as const;

const IDLE: Sequencer = { step: 'idle', base: [], batch: [] };
const OPEN: readonly Step[] = ['open', 'numbered', 'stored', 'sent', 'orphaned'];
const DURABLE: readonly Step[] = ['committed', 'acknowledged', 'kept'];

const isCommitted = ({ step }: Act): boolean => DURABLE.includes(step);

function begin(crashes: number): State {
  const acts = ACTS.map((): Act => ({ step: 'begun', n: 0, seq: 0, acknowledged: false }));
  return { acts, nextSeq: 1, merged: [], published: [], sequencers: [{ ...IDLE }, { ...IDLE }], crashes };
}

/** Explores everything that can happen; answers the first promise that was broken, or how many states hold. */
export function explore(rules: Rules, crashes: number): { readonly broken: string } | { readonly states: number } {
  return exploreStates({
    first: begin(crashes),
    successors: (state) => successors(rules, state),
    broken: brokenPromise,
  });
}

function brokenPromise(state: State, over: boolean): string | undefined {
  const { acts, merged, published } = state;
  for (const shown of [...published, merged])
    if (published.some((other) => !isPrefix(shown, other) && !isPrefix(other, shown))) return 'two checkpoints fork';
  if (merged.some((act) => !isCommitted(acts[act] as Act))) return 'an entry of an act that never was';
  for (const person of [0, 1]) {
    const numbers = merged.filter((act) => ACTS[act]?.person === person).map((act) => acts[act]?.n ?? 0);
    if (numbers.some((n, at) => n !== at + 1)) return 'numbers of a person out of order';
  }
  if (over && acts.some((act, at) => act.acknowledged && !merged.includes(at)))
    return 'an acknowledged act without an entry';
  return undefined;
}

function isPrefix(short: readonly number[], long: readonly number[]): boolean {
  return short.length <= long.length && short.every((act, at) => act === long[at]);
}

function successors(rules: Rules, state: State): State[] {
  const next: State[] = [];
  const change = (work: (copy: State) => void) => {
    const copy = structuredClone(state);
    work(copy);
    next.push(copy);
  };
  for (const [at] of state.acts.entries()) stepAct(rules, state, at, change);
  for (const server of [0, 1] as const) {
    stepSequencer(rules, state, server, change);
    // A crash at any step: what was not committed is gone, a commit under way may still arrive, and the server starts again.
    if (state.crashes > 0 && isBusy(state, server)) change((copy) => crash(copy, server));
  }
  return next;
}

function stepAct(rules: Rules, state: State, at: number, change: (work: (copy: State) => void) => void): void {
  const act = state.acts[at] as Act;
  const to = (step: Step, work: (own: Act, copy: State) => void = () => undefined) =>
    change((copy) => {
      const own = copy.acts[at] as Act;
      own.step = step;
      work(own, copy);
    });
  const number = (own: Act, copy: State) => {
    own.seq = copy.nextSeq;
    copy.nextSeq += 1;
  };
  const acknowledge = (own: Act) => {
    own.acknowledged = true;
  };
  const same = state.acts.filter((_, other) => other !== at && ACTS[other]?.person === ACTS[at]?.person);
  if (act.step === 'begun') to('open', rules.numberAfterLock ? undefined : number);
  else if (
    act.step === 'open' &&
    !(rules.chainLock && same.some(({ step }) => ['numbered', 'stored', 'sent', 'orphaned'].includes(step)))
  )
    // The chain as it stands committed.
    to('numbered', (own) => {
      own.n = 1 + Math.max(0, ...same.filter(isCommitted).map(({ n }) => n));
    });
  else if (act.step === 'numbered') to('stored', rules.numberAfterLock ? number : undefined);
  else if (act.step === 'stored') to('sent', rules.acknowledgeAfterCommit ? undefined : acknowledge);
  else if (act.step === 'sent') to('committed');
  else if (act.step === 'committed') to('acknowledged', acknowledge);
  else if (act.step === 'orphaned') {
    to('kept');
    to('lost');
  }
}

function stepSequencer(rules: Rules, state: State, server: 0 | 1, change: (work: (copy: State) => void) => void): void {
  const own = state.sequencers[server];
  const other = state.sequencers[server === 0 ? 1 : 0];
  const to = (work: (sequencer: Sequencer, copy: State) => void) =>
    change((copy) => work(copy.sequencers[server], copy));
  const pending = pendingIn(rules, state);
  if (own.step === 'idle' && pending.length > 0 && !(rules.oneSequencer && other.step !== 'idle'))
    to((sequencer) => Object.assign(sequencer, { step: 'alone' }));
  else if (own.step === 'alone')
    to((sequencer, copy) =>
      Object.assign(sequencer, pending.length === 0 ? IDLE : { step: 'read', base: copy.merged, batch: pending }),
    );
  else if (own.step === 'read')
    to((sequencer, copy) => {
      sequencer.step = 'sent';
      if (!rules.publishAfterCommit) publish(copy, [...own.base, ...own.batch]);
    });
  else if (own.step === 'sent' || own.step === 'orphaned') {
    to((sequencer, copy) => {
      Object.assign(sequencer, IDLE);
      const moved = copy.merged.length !== own.base.length;
      // A place that is taken fails the transaction.
      if (moved && rules.uniquePlaces) return;
      copy.merged = [...own.base, ...own.batch];
      publish(copy, copy.merged);
    });
    if (own.step === 'orphaned') to((sequencer) => Object.assign(sequencer, IDLE));
  }
}

function pendingIn(rules: Rules, { acts, merged }: State): number[] {
  const visible = (act: Act) =>
    isCommitted(act) || (!rules.readCommitted && ['stored', 'sent', 'orphaned'].includes(act.step));
  const last = Math.max(0, ...merged.map((act) => acts[act]?.seq ?? 0));
  return acts
    .flatMap((act, at) => (visible(act) && !merged.includes(at) && (rules.takePending || act.seq > last) ? [at] : []))
    .sort((a, b) => (acts[a]?.seq ?? 0) - (acts[b]?.seq ?? 0));
}

function publish(state: State, tree: readonly number[]): void {
  if (!state.published.some((shown) => JSON.stringify(shown) === JSON.stringify(tree))) state.published.push([...tree]);
}

function isBusy({ acts, sequencers }: State, server: 0 | 1): boolean {
  const busy = (act: Act, at: number) =>
    ACTS[at]?.server === server && (OPEN.includes(act.step) || act.step === 'committed');
  return acts.some(busy) || !['idle', 'orphaned'].includes(sequencers[server].step);
}

function crash(state: State, server: 0 | 1): void {
  state.crashes -= 1;
  for (const [at, act] of state.acts.entries()) {
    if (ACTS[at]?.server !== server) continue;
    if (['open', 'numbered', 'stored'].includes(act.step)) act.step = 'lost';
    else if (act.step === 'sent') act.step = 'orphaned';
    else if (act.step === 'committed') act.step = 'kept';
  }
  const sequencer = state.sequencers[server];
  if (sequencer.step === 'sent') sequencer.step = 'orphaned';
  else if (sequencer.step !== 'orphaned') Object.assign(sequencer, IDLE);
}
