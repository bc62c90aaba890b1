import type { FieldCode, Operation } from '../register/index.ts';

const MINT = Symbol('mint');
const genuine = new WeakSet<object>();

/** What a permit says. */
export interface PermitContent {
  readonly activity: string;
  readonly operation: Operation;
  readonly persons: ReadonlySet<string>;
  readonly fields: ReadonlySet<FieldCode>;
  /** The id of the recorded use, or of the collection. */
  readonly use: string;
}

/**
 * The only thing that opens the vault: names one use of some fields of some people. It can't be forged: the constructor refuses without a
 * symbol of this module, and `permitCovers` believes only objects that were made here (decision 0007).
 */
export class Permit implements PermitContent {
  readonly activity: string;
  readonly operation: Operation;
  readonly persons: ReadonlySet<string>;
  readonly fields: ReadonlySet<FieldCode>;
  readonly use: string;
  // The private copies are what is believed: a caller who casts the public sets and adds to them changes nothing.
  readonly #persons: ReadonlySet<string>;
  readonly #fields: ReadonlySet<FieldCode>;

  constructor(mint: symbol, content: PermitContent) {
    if (mint !== MINT) throw new TypeError('only the gate makes permits');
    this.activity = content.activity;
    this.operation = content.operation;
    this.use = content.use;
    this.persons = new Set(content.persons);
    this.fields = new Set(content.fields);
    this.#persons = new Set(content.persons);
    this.#fields = new Set(content.fields);
    genuine.add(this);
    Object.freeze(this);
  }

  /** Whether the permit is for this field of this person. */
  covers(person: string, field: FieldCode): boolean {
    return this.#persons.has(person) && this.#fields.has(field);
  }
}

/** Makes a permit; for the gate's own operations alone, not exported by the front door. */
export function mintPermit(content: PermitContent): Permit {
  return new Permit(MINT, content);
}

/** Whether a genuine permit of the gate is for this field of this person; anything else is false. */
export function permitCovers(permit: unknown, person: string, field: FieldCode): boolean {
  if (typeof permit !== 'object' || permit === null || !genuine.has(permit)) return false;
  // A subclass can't be genuine with another `covers`: the method of this class is called, not the object's.
  return Permit.prototype.covers.call(permit, person, field);
}
