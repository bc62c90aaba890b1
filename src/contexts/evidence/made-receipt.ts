import type { Json } from '../../platform/crypto/index.ts';
import { textLeafHash } from './domain/merkle.ts';
import type { Opening, PromiseFields, Receipt } from './domain/receipt.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { signPromise, signPromiseAhead } from './sign-promise.ts';

/** An act's entry with what its receipt says. */
export interface Made {
  readonly id: string;
  readonly entry: string;
  readonly n: number | null;
  readonly salt: string;
  readonly commitment: string;
  readonly tag: string | null;
  readonly time: Date;
}

/** What the promises of one call have in common: until when the entry is merged (an instant), and the id of the key that signs. */
export interface Promised {
  readonly mergeBy: string;
  readonly key: string;
}

/**
 * The receipt of an act that has just been recorded. What costs something, the leaf's hash and the signature, is made when it is first read: many
 * receipts are kept for their id alone. A class, because a getter in an object literal costs a hundred times as much as one on a prototype.
 */
export class MadeReceipt implements Receipt {
  readonly id: string;
  readonly entry: string;
  readonly opening: Opening;
  readonly tag: string | null;
  readonly n: number | null;
  readonly mergeBy: string;
  readonly key: string;
  readonly #context: EvidenceContext;
  readonly #made: Made;
  #leafHash: string | undefined;
  #signature: string | undefined;
  #ahead: (() => string) | undefined;

  constructor(context: EvidenceContext, made: Made, payload: Json, { mergeBy, key }: Promised) {
    this.id = made.id;
    this.entry = made.entry;
    this.opening = { salt: made.salt, payload };
    this.tag = made.tag;
    this.n = made.n;
    this.mergeBy = mergeBy;
    this.key = key;
    this.#context = context;
    this.#made = made;
  }

  get time(): string {
    return this.#made.time.toISOString();
  }

  get leafHash(): string {
    this.#leafHash ??= textLeafHash(this.entry);
    return this.#leafHash;
  }

  get signature(): string {
    return this.sign();
  }

  /** Signs the promise, if that was not done, and answers the signature. Nobody is told it before the act has committed. */
  sign(): string {
    this.#signature ??= this.#ahead === undefined ? signPromise(this.#context, this.#promise) : this.#ahead();
    return this.#signature;
  }

  /** Has the promise signed elsewhere meanwhile: somebody will read the signature. */
  signAhead(): void {
    if (this.#signature === undefined) this.#ahead ??= signPromiseAhead(this.#context, this.#promise);
  }

  get #promise(): PromiseFields {
    const { key, leafHash, mergeBy, n, tag } = this;
    return { commitment: this.#made.commitment, key, leafHash, mergeBy, n, tag };
  }

  /** All of it as a plain object, for JSON and for copies: getters are no members of their own. */
  toJSON(): Receipt {
    const { id, entry, opening, tag, n, leafHash, time, mergeBy, key, signature } = this;
    return { id, entry, opening, tag, n, leafHash, time, mergeBy, key, signature };
  }
}
