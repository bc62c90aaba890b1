import type { Machine } from './explore-states.ts';

// The rotation of the log's key as a small machine: a file of keys, the order in the database, two servers that rotate and sign, crashes.

/** The rules, and where they stand in the code. */
export interface RotationRules {
  /** rotate-signing-key.ts (a): the new key is in the file before the log names it. */
  readonly fileFirst: boolean;
  /** log-keys.ts: a server signs with the newest key that the database names, not with the newest in its file. */
  readonly followDatabase: boolean;
  /** rotate-signing-key.ts: one rotation at a time; the file is only written under that lock. */
  readonly oneRotation: boolean;
  /** rotate-signing-key.ts: the entry is signed by the key that the database named last. */
  readonly fromNewest: boolean;
}

/** The protocol as it is. */
export const ROTATION: RotationRules = { fileFirst: true, followDatabase: true, oneRotation: true, fromNewest: true };

interface Server {
  readonly step: 'idle' | 'locked' | 'read' | 'prepared';
  /** The file as it was read, the key that is made, and the one that it follows. */
  readonly file: readonly number[];
  readonly made: number;
  readonly from: number;
}

interface State {
  readonly file: readonly number[];
  readonly order: readonly { readonly key: number; readonly from: number }[];
  readonly servers: readonly [Server, Server];
  readonly signed: readonly number[];
  readonly nextKey: number;
  readonly crashes: number;
}

const FIRST = 1;
const MOST_KEYS = 4;
const IDLE: Server = { step: 'idle', file: [], made: 0, from: 0 };
const newest = (state: State): number => state.order.at(-1)?.key ?? FIRST;

/** The machine under these rules. */
export function rotationMachine(rules: RotationRules): Machine<State> {
  return {
    first: { file: [FIRST], order: [], servers: [IDLE, IDLE], signed: [], nextKey: 2, crashes: 1 },
    successors: (state) => [0, 1].flatMap((server) => [...sign(rules, state), ...rotate(rules, state, server)]),
    broken(state, over) {
      // Who trusts the first key follows the entries from key to key.
      const trusted = new Set([FIRST]);
      for (const { key, from } of state.order) if (trusted.has(from)) trusted.add(key);
      if (state.order.some(({ from }, at) => from !== (state.order[at - 1]?.key ?? FIRST)))
        return 'the succession forks';
      if (state.signed.some((key) => !trusted.has(key))) return 'a signature by a key that the log does not name';
      const rotating = state.servers.some(({ step }) => step !== 'idle');
      if ((over || !rotating) && !state.file.includes(newest(state))) return 'a key that nobody holds';
      return undefined;
    },
  };
}

function sign(rules: RotationRules, state: State): State[] {
  const key = rules.followDatabase ? newest(state) : (state.file.at(-1) ?? FIRST);
  return state.signed.includes(key) || !state.file.includes(key) ? [] : [{ ...state, signed: [...state.signed, key] }];
}

function rotate(rules: RotationRules, state: State, server: number): State[] {
  const own = state.servers[server] ?? IDLE;
  const other = state.servers[1 - server] ?? IDLE;
  const become = (changed: Server, more: Partial<State> = {}): State => ({
    ...state,
    ...more,
    servers: server === 0 ? [changed, other] : [other, changed],
  });
  const next: State[] = [];
  if (state.crashes > 0 && own.step !== 'idle') next.push(become(IDLE, { crashes: state.crashes - 1 }));
  if (own.step === 'idle' && state.nextKey <= MOST_KEYS && !(rules.oneRotation && other.step !== 'idle'))
    next.push(become({ ...IDLE, step: 'locked' }));
  else if (own.step === 'locked') next.push(become({ ...own, step: 'read', file: state.file, from: newest(state) }));
  else if (own.step === 'read') {
    // A key that a killed rotation has prepared is taken.
    const prepared = own.file.filter((key) => key > newest(state)).at(-1);
    const made = prepared ?? state.nextKey;
    const nextKey = prepared === undefined ? state.nextKey + 1 : state.nextKey;
    const file = prepared === undefined ? [...own.file, made] : own.file;
    next.push(become({ ...own, step: 'prepared', made }, { nextKey, ...(rules.fileFirst ? { file } : {}) }));
  } else if (own.step === 'prepared') {
    const from = rules.fromNewest ? newest(state) : own.from;
    const order = [...state.order, { key: own.made, from }];
    const late = rules.fileFirst ? {} : { file: state.file };
    next.push(become(IDLE, { order, ...late }));
  }
  return next;
}
