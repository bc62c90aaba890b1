import { promisify } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import { GroupCommit } from '../../../../platform/database/index.ts';
import { type Failure, fieldError } from '../../../../platform/failure.ts';
import { newId } from '../../../../platform/ids.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { eventsTooLarge, nothingTaken, writeKeyUnknown } from '../../customers-failures.ts';
import type { ArrivalRate } from './arrival-rate.ts';
import { readSegment, type SegmentCall } from './domain/read-segment.ts';
import { readSensors } from './domain/read-sensors.ts';
import { membersOf, type ReadBody, type WireProblem } from './domain/source-event.ts';
import type { Unpacked } from './domain/unpack-body.ts';
import { keyDigest } from './manage-sources.ts';
import type { RefusedCounts } from './refused-counts.ts';
import type { SourceQuota } from './source-quota.ts';
import { type Arrival, appendArrivals } from './store/arrival-store.ts';
import { findSourceByKey, type SourceRow } from './store/source-store.ts';

/** How a body is to be read. */
export type Wire = SegmentCall | 'sensors';

/** A body as it came. */
export interface Incoming {
  readonly wire: Wire;
  /** Reads it; called once, after the key of the header or the address was found good. */
  readonly unpack: () => Unpacked | WireProblem;
  /** From `Authorization: Basic` or the address; the body's `writeKey` counts otherwise. */
  readonly writeKey: string | undefined;
}

/** What a client is told. */
export interface Accepted {
  readonly accepted: number;
  readonly problems: readonly WireProblem[];
}

const deflate = promisify(deflateRaw);
// Events of one client are alike: the fastest level makes an eighth of them, off this thread, and the log of the database writes that much less.
const FASTEST = { level: constants.Z_BEST_SPEED };

/** For how long a key that was found is believed; one that ends by another server's hand ends within this time. */
const KEY_BELIEVED_MS = 1000;
/** Requests in one transaction: more would make the first of them wait. */
const MOST_REQUESTS = 32;

interface Known {
  readonly source: SourceRow;
  readonly until: number;
}

/** Reads the body of a wire; what it gives is the same whenever it is read. */
export function readBody(wire: Wire, value: unknown, size: number): ReadBody {
  return wire === 'sensors' ? readSensors(value) : readSegment(wire, value, size);
}

/** Takes in events of sources: reads, counts against the quota and makes durable; filing them is another's work. */
export class EventIntake {
  readonly #deps: CustomersDeps;
  readonly #writes: GroupCommit<Arrival, undefined>;
  readonly #sources = new Map<string, Known>();
  readonly #quota: SourceQuota;
  readonly #rate: ArrivalRate;
  readonly #refused: RefusedCounts;

  constructor(deps: CustomersDeps, quota: SourceQuota, refused: RefusedCounts, rate: ArrivalRate) {
    this.#deps = deps;
    this.#quota = quota;
    this.#refused = refused;
    this.#rate = rate;
    this.#writes = new GroupCommit<Arrival, undefined>(
      deps.database,
      async (tx, arrivals) => {
        await appendArrivals(tx, arrivals);
        return arrivals.map(() => ({ ok: true, value: undefined }));
      },
      { most: MOST_REQUESTS },
    );
  }

  /**
   * Resolves when the events are durable. An event that can't be taken is told and spoils no other; a body of which nothing can be taken is
   * refused (400), one that is too large as a whole too (413); both are counted under the source. Throws 401 for an unknown key, 429 with the seconds to wait over the quota, 503 while the vault is sealed.
   */
  async accept(incoming: Incoming): Promise<Accepted> {
    const { wire, writeKey } = incoming;
    const told = writeKey === undefined ? undefined : await this.#sourceOf(writeKey);
    const unpacked = incoming.unpack();
    if (!('value' in unpacked)) throw this.#refusal(told, [unpacked]);
    const { bytes, value } = unpacked;
    const source = told ?? (await this.#sourceOf(bodyKey(value)));
    const { events, problems } = readBody(wire, value, bytes.length);
    if (events.length === 0 && problems.length > 0) throw this.#refusal(source, problems);
    if (events.length === 0) return { accepted: 0, problems };
    this.#refused.addProblems(source.code, problems);
    this.#quota.count(source, events.length);
    this.#rate.count(events.length);
    const id = newId(this.#deps.clock);
    const packed = await deflate(bytes, FASTEST);
    await this.#writes.submit({
      id,
      source: source.code,
      wire,
      receivedAt: this.#deps.clock.now(),
      events: events.length,
      body: this.#deps.vault.sealBlob(arrivalLabel(id), packed),
    });
    return { accepted: events.length, problems };
  }

  /** Counts a body that was refused before it was read, if its key is known. */
  async countRefused(writeKey: string | undefined, problem: WireProblem): Promise<void> {
    if (writeKey !== undefined) this.#refused.addProblems((await this.#sourceOf(writeKey)).code, [problem]);
  }

  #refusal(source: SourceRow | undefined, problems: readonly WireProblem[]): Failure {
    if (source !== undefined) this.#refused.addProblems(source.code, problems);
    const [first] = problems;
    if (first?.tooLarge === true) return eventsTooLarge(first);
    return nothingTaken(problems.map(({ path, zh, en }) => fieldError(path, zh, en)));
  }

  /** Keys that were found are asked for again. */
  forgetKeys(): void {
    this.#sources.clear();
  }

  async #sourceOf(key: string | undefined): Promise<SourceRow> {
    if (key === undefined || !/^wk_[A-Za-z0-9_-]{32}$/.test(key)) throw writeKeyUnknown();
    const now = this.#deps.clock.now().getTime();
    const known = this.#sources.get(key);
    if (known !== undefined && known.until > now) return known.source;
    const source = await this.#deps.database.transaction((tx) => findSourceByKey(tx, keyDigest(key)), {
      readOnly: true,
    });
    this.#sources.delete(key);
    if (source === undefined) throw writeKeyUnknown();
    this.#sources.set(key, { source, until: now + KEY_BELIEVED_MS });
    return source;
  }
}

/** What the sealed bytes of an arrival are bound to. */
export function arrivalLabel(id: string): string {
  return `arrival/${id}`;
}

function bodyKey(value: unknown): string | undefined {
  const key = membersOf(value)?.['writeKey'];
  return typeof key === 'string' ? key : undefined;
}
