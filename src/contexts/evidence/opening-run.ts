import type { EvidenceContext } from './evidence-context.ts';
import { type PersonKeys, sealOpenings } from './person-keys.ts';
import type { NewPack } from './store/packs.ts';

/** Seals the openings of a pack: those of one person that follow each other as one, because sealing costs as much as all the rest of an entry. */
export class OpeningRun {
  readonly #context: EvidenceContext;
  readonly #pack: NewPack;
  #keys: PersonKeys | undefined;
  #entry = '';
  #openings: string[] = [];

  constructor(context: EvidenceContext, pack: NewPack) {
    this.#context = context;
    this.#pack = pack;
  }

  /** Adds the opening of the entry that was added to the pack last; `keys` are the same object for entries of one person. */
  add(keys: PersonKeys | undefined, entry: string, opening: string): void {
    // Acts that concern nobody have nothing in common.
    if (this.#openings.length > 0 && (keys === undefined || keys !== this.#keys)) this.end();
    if (this.#openings.length === 0) {
      this.#keys = keys;
      this.#entry = entry;
    }
    this.#openings.push(opening);
  }

  /** Seals what is left. */
  end(): void {
    const count = this.#openings.length;
    if (count === 0) return;
    this.#pack.addOpenings(sealOpenings(this.#context, this.#keys, this.#entry, this.#openings), count);
    this.#openings = [];
  }
}
