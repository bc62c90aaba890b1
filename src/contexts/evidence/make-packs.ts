import { canonicalJson, pooledRandom, toBase64url } from '../../platform/crypto/index.ts';
import { newIdAt } from '../../platform/ids.ts';
import type { Chain } from './chain-memory.ts';
import { commitmentText, entryText, tagOf } from './domain/entry.ts';
import { keyPayload } from './domain/evidence-key.ts';
import type { Made } from './made-receipt.ts';
import { OpeningRun } from './opening-run.ts';
import { openingText, type PersonKeys } from './person-keys.ts';
import { type Act, headOf, type Recording } from './recording.ts';
import { NewPack } from './store/packs.ts';

/** A chain that this transaction is writing to. */
class OpenChain {
  readonly chain: Chain;
  n: number;

  constructor(chain: Chain) {
    this.chain = chain;
    this.n = chain.n;
  }
}

/** Makes the packs of a call's entries, one after another, numbered from where these chains stand. */
export class PackMaker<Kept> {
  /** What the caller keeps of the entries that are made. */
  readonly kept: Kept[] = [];
  readonly #recording: Recording<Kept>;
  readonly #open: ReadonlyMap<string, OpenChain>;
  readonly #fresh: number;
  #at = 0;

  constructor(recording: Recording<Kept>, chains: readonly Chain[]) {
    this.#recording = recording;
    this.#open = new Map(chains.map((chain) => [chain.person, new OpenChain(chain)]));
    this.#fresh = chains.filter(({ n }) => n === 0).length;
  }

  /** The next pack; undefined when every act has its entry. */
  next(): NewPack | undefined {
    const { acts } = this.#recording;
    if (this.#at >= acts.length) return undefined;
    const pack = new NewPack(headOf(this.#recording), acts.length + this.#fresh - this.#at);
    this.#fill(pack);
    return pack;
  }

  /** Each chain where it stood, and the last number that its entries have. */
  get moved(): readonly { readonly chain: Chain; readonly n: number }[] {
    return [...this.#open.values()];
  }

  #fill(pack: NewPack): void {
    const { context, acts, keep } = this.#recording;
    const run = new OpeningRun(context, pack);
    // A key's own entry and the act that begins its chain stay together.
    for (; this.#at < acts.length && pack.room >= 2; this.#at += 1) {
      const act = acts[this.#at];
      if (act === undefined) break;
      const open = act.person === undefined ? undefined : this.#open.get(act.person);
      if (act.person !== undefined && open === undefined) throw new Error('an act of a person whose chain is not open');
      // The first entry under a key commits to the key.
      if (open !== undefined && open.n === 0) {
        const { person, generation, keys } = open.chain;
        this.#add({ kind: 'key', payload: keyPayload(person, generation, keys.tag) }, open, pack, run);
      }
      this.kept.push(keep(this.#add(act, open, pack, run), act));
    }
    run.end();
  }

  #add(act: Act, open: OpenChain | undefined, pack: NewPack, run: OpeningRun): Made {
    if (open !== undefined) open.n += 1;
    const { made, opening } = makeEntry(act, open?.chain.keys, open?.n ?? null, this.#recording.now);
    const { entry, n } = made;
    pack.add({ entry, person: open?.chain.person ?? null, generation: open?.chain.generation ?? null, n });
    run.add(open?.chain.keys, made.id, opening);
    return made;
  }
}

/** The entry of an act, and the text that opens it. */
export function makeEntry(
  act: Act,
  keys: PersonKeys | undefined,
  n: number | null,
  now: Date,
): { made: Made; opening: string } {
  const id = act.id ?? newIdAt(now);
  const bytes = pooledRandom(32);
  const salt = toBase64url(bytes);
  const payload = canonicalJson(act.payload);
  const commitment = commitmentText(bytes, payload);
  const tag = keys === undefined || n === null ? null : tagOf(keys.tag, n);
  const time = act.time ?? now;
  const entry = entryText({ id, kind: act.kind, time, commitment, tag });
  return { made: { id, entry, n, salt, commitment, tag, time }, opening: openingText(salt, payload) };
}
