import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { digestInto, digestOf } from '../../src/contexts/customers/identity/claim-identifiers.ts';
import { type ReadIdentifier, readIdentifier } from '../../src/contexts/customers/identity/domain/claim.ts';
import { CLAIM_COPY } from '../../src/contexts/customers/identity/store/claim-writer.ts';
import { customersMigrations } from '../../src/contexts/customers/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { copyIn, migrate, type Tx } from '../../src/platform/database/index.ts';
import { CLAIM_BYTES, type Kind, type Lane, type Linked, MEMBER_BYTES, type Sightings, WORDS } from '../link-thread.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';
import { openVaultHouse, type VaultHouse } from '../vault-house.ts';

const PEOPLE = numberOption('people', Number(process.env['ZHINUO_BENCH_PEOPLE'] ?? 1_000_000));
/** Each human has two records: one with a member number and a unionid, one with an openid and the same unionid. */
const SIGHTINGS = PEOPLE * 4;
const IDENTIFIERS = PEOPLE * 3;
/** A prime, so that every sighting comes once, in an order of its own. */
const STRIDE = 1_610_612_741;

interface Sighting {
  readonly ordinal: number;
  readonly read: ReadIdentifier;
}

function sightingAt(place: number): Sighting {
  const at = (place * STRIDE) % SIGHTINGS;
  const human = at >> 2;
  const kind = at & 3;
  const ordinal = human * 2 + (kind & 1);
  const told =
    kind < 2
      ? { type: 'unionid', value: `o6_bmasdasdsad${human}`, issuer: 'wechat' }
      : kind === 2
        ? { type: 'member_id', value: `M${human}`, issuer: 'pos' }
        : { type: 'openid', value: `oUpF8uMuAJO_${human}`, issuer: 'wechat', scope: 'wx0123456789' };
  const read = readIdentifier(told);
  if ('problem' in read) throw new Error('an identifier that is none');
  return { ordinal, read };
}

/** Sightings that are digested, connected and stored together. */
const ROWS = 50_000;
/** After so many the event loop sends what PostgreSQL has room for. */
const TURN = 1000;
/** Batches on their way at once: one is stored, one is connected, one is digested. */
const UNDER_WAY = 2;
const MEMBER_COPY = 'copy customers.cluster_member (ordinal, head) from stdin (format binary)';
const TABLES = ['customers.claim', 'customers.cluster_member'];

/** Bytes of a COPY that pg copies at a time. */
const PIECE = 1 << 18;

async function* pieces(rows: SharedArrayBuffer, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; at += PIECE) yield Buffer.from(rows, at, Math.min(PIECE, length - at));
}

/** Memory that both threads see and that is used again: a new one for each batch made the collector run through everything each time. */
const newLane = (): Lane => ({
  words: new SharedArrayBuffer(ROWS * WORDS * 4),
  claims: new SharedArrayBuffer(ROWS * CLAIM_BYTES),
  members: new SharedArrayBuffer(ROWS * 2 * MEMBER_BYTES),
});

/** Digests sightings from one place to another, each straight into the words that the other thread takes. */
async function digested(house: VaultHouse, lane: Lane, from: number, to: number, kinds: Kind[]): Promise<Sightings> {
  const words = new Int32Array(lane.words);
  const bytes = Buffer.from(lane.words);
  const kindOf = (read: ReadIdentifier): number => {
    const known = kinds.findIndex(({ type, issuer, scope }) => {
      return type === read.type && issuer === read.issuer && scope === read.scope;
    });
    const { type, issuer, scope } = read;
    return known < 0 ? kinds.push({ type, issuer, scope }) - 1 : known;
  };
  for (let place = from, at = 0; place < to; place += 1, at += WORDS) {
    const { ordinal, read } = sightingAt(place);
    words[at] = ordinal;
    words[at + 1] = kindOf(read);
    if (!digestInto(house, read, bytes, (at + 2) * 4)) throw new Error('an identifier that is none');
    if (place % TURN === 0) await setImmediate();
  }
  return { lane, count: to - from, kinds, seenAt: systemClock.now() };
}

/** Takes the indexes and keys of tables away and returns what makes them anew: a first load builds each once, from all rows. */
async function withoutIndexes(tx: Tx): Promise<string[]> {
  const found = await tx.query<{ drop: string; make: string }>(
    `select case when c.oid is null then format('drop index %s', i.indexrelid::regclass)
                 else format('alter table %s drop constraint %I', i.indrelid::regclass, c.conname) end as drop,
            case when c.oid is null then pg_get_indexdef(i.indexrelid)
                 else format('alter table %s add constraint %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) end as make
       from pg_index i left join pg_constraint c on c.conindid = i.indexrelid
      where i.indrelid = any($1::regclass[])`,
    [TABLES],
  );
  for (const { drop } of found) await tx.execute(drop);
  return found.map(({ make }) => make);
}

/** The thread that connects; what it is given it answers in that order. */
class LinkThread {
  readonly #worker = new Worker(new URL('../link-thread.js', import.meta.url));
  readonly #waiting: { resolve(linked: Linked): void; reject(error: unknown): void }[] = [];

  constructor() {
    this.#worker.on('message', (linked: Linked) => this.#waiting.shift()?.resolve(linked));
    this.#worker.on('error', (error) => {
      for (const { reject } of this.#waiting) reject(error);
    });
  }

  connect(sightings: Sightings): Promise<Linked> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(sightings);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Digests, connects and stores every sighting, and who is one human: each part is connected and stored while the next is digested. */
async function link(house: VaultHouse): Promise<{ clusters: number; bytes: number; resident: number }> {
  const thread = new LinkThread();
  const found = { clusters: 0, bytes: 0, resident: 0 };
  const lanes = Array.from({ length: UNDER_WAY + 1 }, newLane);
  const store = async (tx: Tx, before: Promise<void> | undefined, sightings: Sightings): Promise<void> => {
    const linking = thread.connect(sightings);
    await before;
    const { claims, members, clusters, bytes } = await linking;
    found.clusters += clusters;
    found.bytes = bytes;
    await copyIn(tx, CLAIM_COPY, pieces(sightings.lane.claims, claims));
    await copyIn(tx, MEMBER_COPY, pieces(sightings.lane.members, members));
    lanes.push(sightings.lane);
    found.resident = Math.max(found.resident, process.memoryUsage.rss());
  };
  try {
    await house.database.transaction(async (tx) => {
      await tx.execute(`truncate ${TABLES.join()}`);
      const indexes = await withoutIndexes(tx);
      const kinds: Kind[] = [];
      const underWay: Promise<void>[] = [];
      for (let from = 0; from < SIGHTINGS; from += ROWS) {
        while (lanes.length === 0) await underWay.shift();
        const lane = lanes.shift() as Lane;
        const sightings = await digested(house, lane, from, Math.min(from + ROWS, SIGHTINGS), kinds);
        underWay.push(store(tx, underWay.at(-1), sightings));
      }
      await Promise.all(underWay);
      // Sorted at once instead of in pieces on disk.
      await tx.execute("set local maintenance_work_mem = '256MB'");
      for (const make of indexes) await tx.execute(make);
    });
  } finally {
    await thread.stop();
  }
  return found;
}

function inMap({ vault }: VaultHouse): number {
  const holders = new Map<string, number>();
  const parents = new Map<number, number>();
  const root = (of: number): number => {
    let at = of;
    for (let next = parents.get(at); next !== undefined && next !== at; next = parents.get(at)) at = next;
    return at;
  };
  let merged = 0;
  for (let place = 0; place < SIGHTINGS; place += 1) {
    const { ordinal, read } = sightingAt(place);
    const digest = (digestOf({ vault }, read) ?? Buffer.alloc(0)).toString('hex');
    const holder = holders.get(digest);
    if (holder === undefined) {
      holders.set(digest, ordinal);
      continue;
    }
    const [one, other] = [root(holder), root(ordinal)];
    if (one === other) continue;
    parents.set(Math.max(one, other), Math.min(one, other));
    merged += 1;
  }
  return merged;
}

/** Finding out who is one human, with every claim and cluster stored, against the same in memory alone. */
export const identity: Benchmark = {
  name: 'identity',
  what: `${IDENTIFIERS} identifiers of ${PEOPLE} people, seen ${SIGHTINGS} times on ${PEOPLE * 2} records in random order: digested, connected in a second thread, contradictions looked for, every claim and cluster stored and indexed`,
  control: 'a Map from digest to record and a union-find in another, in memory alone, with the same digests',
  unit: 'identifiers',
  slow: true,
  async prepare() {
    const house = await openVaultHouse();
    await migrate(house.database, [customersMigrations]);
    // Before the control has left its map behind.
    const { bytes, resident } = await link(house);
    const mib = (size: number) => Math.round(size / 1024 / 1024);
    return {
      async subject() {
        const linked = await link(house);
        if (linked.clusters !== PEOPLE) throw new Error(`${linked.clusters} clusters`);
        return IDENTIFIERS;
      },
      async control() {
        if (inMap(house) !== PEOPLE) throw new Error('the control found others');
        return IDENTIFIERS;
      },
      further: async () =>
        `the index takes ${mib(bytes)} MiB, the process ${mib(resident)} MiB before the control ran in it`,
      close: () => house.close(),
    };
  },
};
