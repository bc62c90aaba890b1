import type { Tx } from '../../../../platform/database/index.ts';
import {
  appendMemberChanges,
  findMemberState,
  forgetMembers,
  holdKeeping,
  type MemberChange,
  noteSizes,
  readMembers,
  writeMembers,
} from '../store/member-store.ts';
import { noteTrouble } from '../store/trouble-store.ts';
import type { LiveEngine } from './live-engine.ts';
import type { LiveTrouble } from './live-troubles.ts';
import { OrdinalBits } from './ordinal-bits.ts';
import type { KeeperDeps } from './segment-keeper.ts';

/** How long this server alone writes memberships without saying so again. */
const LEASE_MS = 10_000;
const RENEW_MS = 3_000;
/** Changes after which the stored set is written anew. */
const MOST_CHANGES = 200_000;

interface Stored {
  revision: number;
  readonly members: OrdinalBits;
  changes: number;
}

/**
 * Writes who entered and left live segments. What is stored is what was read or written last, so a step writes the difference and
 * nothing twice; whenever it is in doubt what is stored, it is read again and compared.
 */
export class MemberWriter {
  readonly #deps: Pick<KeeperDeps, 'database' | 'clock'>;
  readonly #server: string;
  #stored = new Map<string, Stored>();
  #certain = false;
  #renewAt = 0;
  #sizes = new Map<string, string>();
  #troubles = new Map<string, string>();

  constructor(deps: Pick<KeeperDeps, 'database' | 'clock'>, server: string) {
    this.#deps = deps;
    this.#server = server;
  }

  /** What is stored is not known any more. */
  compareAll(): void {
    this.#certain = false;
  }

  /** Writes what has changed, if this server is the one that does. */
  async write(engine: LiveEngine, troubles: readonly LiveTrouble[]): Promise<void> {
    const now = this.#deps.clock.now();
    const hour = Math.floor(now.getTime() / 3_600_000);
    const changed = engine.segments.some(
      (kept) =>
        kept.compare ||
        kept.touched.size > 0 ||
        !this.#stored.has(kept.code) ||
        this.#sizes.get(kept.code) !== `${kept.revision} ${kept.members.size} ${hour}`,
    );
    const told = troubles.filter((each) => !this.#certain || this.#troubles.get(each.segment) !== textOf(each));
    if (this.#certain && !changed && told.length === 0 && engine.erased.size === 0 && now.getTime() < this.#renewAt)
      return;
    const erased = [...engine.erased];
    try {
      const wrote = await this.#deps.database.transaction(async (tx) => {
        const held = await holdKeeping(tx, this.#server, now, new Date(now.getTime() + LEASE_MS));
        if (held === undefined) return false;
        if (held === 'new' || !this.#certain) this.#stored = new Map();
        await forgetMembers(tx, erased);
        await this.#writeAll(tx, engine, now);
        for (const each of told) await noteTrouble(tx, each, now);
        return true;
      });
      this.#certain = wrote;
      this.#renewAt = now.getTime() + RENEW_MS;
      for (const kept of engine.segments) {
        kept.touched.clear();
        kept.compare = false;
        this.#sizes.set(kept.code, `${kept.revision} ${kept.members.size} ${hour}`);
      }
      this.#troubles = new Map(troubles.map((each) => [each.segment, textOf(each)]));
      for (const ordinal of erased) engine.erased.delete(ordinal);
    } catch (error) {
      // Committed or not: the next step reads what is there.
      this.#certain = false;
      throw error;
    }
  }

  async #writeAll(tx: Tx, engine: LiveEngine, now: Date): Promise<void> {
    const changes: MemberChange[] = [];
    for (const kept of engine.segments) {
      const { code, revision, members } = kept;
      const stored = this.#stored.get(code) ?? (await this.#readStored(tx, code));
      if (stored === undefined || stored.revision !== revision || stored.changes > MOST_CHANGES) {
        await writeMembers(tx, { segment: code, revision, ordinals: members.ordinals(), at: now });
        this.#stored.set(code, { revision, members: new OrdinalBits(members.ordinals()), changes: 0 });
        continue;
      }
      const among = this.#stored.has(code) && !kept.compare ? kept.touched : everybodyIn(stored.members, members);
      this.#stored.set(code, stored);
      for (const ordinal of among) {
        const entered = members.has(ordinal);
        if (entered === stored.members.has(ordinal)) continue;
        if (entered) stored.members.add(ordinal);
        else stored.members.remove(ordinal);
        if (engine.erased.has(ordinal)) continue;
        changes.push({ segment: code, ordinal, entered });
        stored.changes += 1;
      }
    }
    await appendMemberChanges(tx, changes, now);
    await noteSizes(
      tx,
      engine.segments.map(({ code, revision, members }) => ({ segment: code, revision, size: members.size })),
      now,
    );
  }

  async #readStored(tx: Tx, code: string): Promise<Stored | undefined> {
    const state = await findMemberState(tx, code);
    if (state === undefined) return undefined;
    return { revision: state.revision, members: new OrdinalBits(await readMembers(tx, code)), changes: 0 };
  }
}

function everybodyIn(left: OrdinalBits, right: OrdinalBits): Iterable<number> {
  const all = new OrdinalBits(left.ordinals());
  for (const ordinal of right.ordinals()) all.add(ordinal);
  return all.ordinals();
}

const textOf = ({ revision, trouble }: LiveTrouble): string => `${revision} ${JSON.stringify(trouble) ?? ''}`;
