import type { Machine } from './explore-states.ts';

// The making of epochs as a small machine: the log grows, two servers make epochs, somebody reads the map for a proof, servers crash. A map is the list of
// its leaves; the pages are changed in place, as in the database.

/** The rules, and where they stand in the code. */
export interface EpochRules {
  /** make-epoch.ts 1: one maker at a time, by a lock that ends with the transaction. */
  readonly oneMaker: boolean;
  /** store/epochs.ts: an epoch's number is a key, so a second one of the same number fails. */
  readonly uniqueNumber: boolean;
  /** make-epoch.ts: pages, the epoch's row and its entry are one transaction. */
  readonly oneTransaction: boolean;
  /** make-epoch.ts 5: who reads the map holds it, and the maker waits for them before it commits. */
  readonly readersHold: boolean;
  /** make-epoch.ts 2: the size that is committed to is read before the entries, not after. */
  readonly sizeFirst: boolean;
}

/** The protocol as it is. */
export const EPOCHS: EpochRules = {
  oneMaker: true,
  uniqueNumber: true,
  oneTransaction: true,
  readersHold: true,
  sizeFirst: true,
};

interface Maker {
  readonly step: 'idle' | 'read' | 'paged';
  readonly number: number;
  readonly size: number;
  readonly leaves: readonly number[];
}

interface State {
  readonly log: number;
  readonly pages: readonly number[];
  readonly epochs: readonly { readonly number: number; readonly size: number; readonly leaves: readonly number[] }[];
  readonly makers: readonly [Maker, Maker];
  /** The number of the epoch that a reader has read, while it reads the pages. */
  readonly reading: number | null;
  readonly mixed: boolean;
  readonly crashes: number;
}

const IDLE: Maker = { step: 'idle', number: 0, size: 0, leaves: [] };
const MOST_ENTRIES = 3;
const upTo = (size: number): number[] => Array.from({ length: size }, (_, at) => at);

/** The machine under these rules. */
export function epochMachine(rules: EpochRules): Machine<State> {
  return {
    first: { log: 1, pages: [], epochs: [], makers: [IDLE, IDLE], reading: null, mixed: false, crashes: 1 },
    successors: (state) => [...grow(state), ...read(state), ...[0, 1].flatMap((server) => make(rules, state, server))],
    broken({ epochs, mixed }) {
      if (mixed) return 'a proof against another map';
      for (const [at, { number, size, leaves }] of epochs.entries()) {
        if (number !== at + 1) return 'epochs out of order';
        if (JSON.stringify(leaves) !== JSON.stringify(upTo(size))) return 'an epoch that does not hold its entries';
      }
      return undefined;
    },
  };
}

function grow(state: State): State[] {
  return state.log < MOST_ENTRIES ? [{ ...state, log: state.log + 1 }] : [];
}

function read(state: State): State[] {
  const newest = state.epochs.at(-1);
  if (state.reading === null) return newest === undefined ? [] : [{ ...state, reading: newest.number }];
  const leaves = state.epochs[state.reading - 1]?.leaves ?? [];
  return [{ ...state, reading: null, mixed: JSON.stringify(state.pages) !== JSON.stringify(leaves) }];
}

function make(rules: EpochRules, state: State, server: number): State[] {
  const own = state.makers[server] ?? IDLE;
  const other = state.makers[1 - server] ?? IDLE;
  const become = (maker: Maker, more: Partial<State> = {}): State => {
    const makers: [Maker, Maker] = server === 0 ? [maker, other] : [other, maker];
    return { ...state, ...more, makers };
  };
  const next: State[] = [];
  if (state.crashes > 0 && own.step !== 'idle') next.push(become(IDLE, { crashes: state.crashes - 1 }));
  const last = state.epochs.at(-1);
  const from = last?.size ?? 0;
  if (own.step === 'idle' && state.log > from && !(rules.oneMaker && other.step !== 'idle'))
    next.push(
      become({ step: 'read', number: (last?.number ?? 0) + 1, size: state.log, leaves: upTo(state.log).slice(from) }),
    );
  else if (own.step === 'read') {
    const grown: Maker = { ...own, step: 'paged', size: rules.sizeFirst ? own.size : state.log };
    // Pages that are written apart from the epoch are seen by everybody, and stay after a crash.
    next.push(become(grown, rules.oneTransaction ? {} : { pages: [...state.pages, ...own.leaves] }));
  } else if (own.step === 'paged' && !(rules.readersHold && state.reading !== null)) {
    const taken = rules.uniqueNumber && state.epochs.some(({ number }) => number === own.number);
    const pages = rules.oneTransaction ? [...state.pages, ...own.leaves] : state.pages;
    const epoch = { number: own.number, size: own.size, leaves: pages };
    next.push(taken ? become(IDLE) : become(IDLE, { pages, epochs: [...state.epochs, epoch] }));
  }
  return next;
}
