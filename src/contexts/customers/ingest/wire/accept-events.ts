import { promisify } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import { GroupCommit } from '../../../../platform/database/index.ts';
import { fieldError } from '../../../../platform/failure.ts';
import { newId } from '../../../../platform/ids.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { nothingTaken, writeKeyUnknown } from '../../customers-failures.ts';
import type { ArrivalRate } from './arrival-rate.ts';
import { readSegment, type SegmentCall } from './domain/read-segment.ts';
import { readSensors } from './domain/read-sensors.ts';
import { membersOf, type ReadBody, type WireProblem } from './domain/source-event.ts';
import { keyDigest } from './manage-sources.ts';
import type { SourceQuota } from './source-quota.ts';
import { type Arrival, appendArrivals } from './store/arrival-store.ts';
import { findSourceByKey, type SourceRow } from './store/source-store.ts';

/** How a body is to be read. */
export type Wire = SegmentCall | 'sensors';

/** A body as it came: its bytes without gzip, and its JSON. */
export interface Incoming {
  readonly wire: Wire;
  readonly bytes: Buffer;
  readonly value: unknown;
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

  constructor(deps: CustomersDeps, quota: SourceQuota, rate: ArrivalRate) {
    this.#deps = deps;
    this.#quota = quota;
    this.#rate = rate;
    this.#writes = new GroupCommit<Arrival, undefined>(
      deps.database,
      async (tx, arrivals) => {
        await appendArrivals(tx, arrivals);
        return arrivals.map(() => ({ ok: true, value: undefined }));
      },
      MOST_REQUESTS,
    );
  }

  /**
   * Resolves when the events are durable. An event that can't be taken is told and spoils no other; a body of which nothing can be taken is
   * refused (400). Throws 401 for an unknown key, 429 with the seconds to wait over the quota, 503 while the vault is sealed.
   */
  async accept(incoming: Incoming): Promise<Accepted> {
    const { wire, bytes, value } = incoming;
    const source = await this.#sourceOf(incoming.writeKey ?? bodyKey(value));
    const { events, problems } = readBody(wire, value, bytes.length);
    if (events.length === 0) {
      if (problems.length === 0) return { accepted: 0, problems };
      throw nothingTaken(problems.map(({ path, zh, en }) => fieldError(path, zh, en)));
    }
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
