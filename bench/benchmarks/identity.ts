import { setImmediate } from 'node:timers/promises';
import { digestInto, digestOf } from '../../src/contexts/customers/identity/claim-identifiers.ts';
import {
  DIGEST_BYTES,
  type ReadIdentifier,
  readIdentifier,
} from '../../src/contexts/customers/identity/domain/claim.ts';
import { LinkIndex } from '../../src/contexts/customers/identity/domain/link-index.ts';
import {
  CLAIM_COPY,
  ClaimWriter,
  COPY_END,
  COPY_HEADER,
} from '../../src/contexts/customers/identity/store/claim-writer.ts';
import { customersMigrations } from '../../src/contexts/customers/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { copyIn, migrate } from '../../src/platform/database/index.ts';
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

/** Rows of a binary COPY in one go to PostgreSQL: so many that those of one page of its index stand together. */
const ROWS = 200_000;
/** After so many the event loop sends what PostgreSQL has room for. */
const TURN = 1000;
const MEMBER_BYTES = 18;
const MEMBER_COPY = 'copy customers.cluster_member (ordinal, head) from stdin (format binary)';

/** Who is one human as rows of a binary COPY, two fields of four bytes each: every record once, when it is first in a cluster. */
function membersOf(index: LinkIndex, heads: Int32Array): { rows: Buffer; clusters: number } {
  const rows = Buffer.alloc(COPY_HEADER.length + 2 * ROWS * MEMBER_BYTES + COPY_END.length);
  let at = COPY_HEADER.copy(rows);
  let clusters = 0;
  for (const { records, plain } of index.takeTouched()) {
    const head = records[0] as number;
    if (!plain) throw new Error('a contradiction that nobody made');
    clusters += 1;
    for (const record of records) {
      // Here nobody's cluster changes twice; where that may be, heads are moved (`writeHeads`).
      if (heads[record] !== 0) throw new Error('a record in two clusters');
      heads[record] = head + 1;
      writeMember(rows, at, record, head);
      at += MEMBER_BYTES;
    }
  }
  at += COPY_END.copy(rows, at);
  return { rows: rows.subarray(0, at), clusters };
}

function writeMember(row: Buffer, at: number, record: number, head: number): void {
  row[at + 1] = 2;
  row[at + 5] = 4;
  row.writeInt32BE(record, at + 6);
  row[at + 13] = 4;
  row.writeInt32BE(head, at + 14);
}

async function* once(rows: Uint8Array): AsyncGenerator<Uint8Array> {
  yield rows;
}

/** Digests, connects and stores every sighting, and who is one human: each part is stored while the next is digested. */
async function link(house: VaultHouse): Promise<{ clusters: number; bytes: number; resident: number }> {
  const { database } = house;
  return database.transaction(async (tx) => {
    await tx.execute('truncate customers.claim, customers.cluster_member');
    const index = new LinkIndex();
    const heads = new Int32Array(PEOPLE * 2);
    const now = systemClock.now();
    const seen = { from: now, to: null, verifiedAt: null, seenAt: now, source: 'bench' };
    const found = { clusters: 0, bytes: 0, resident: 0 };
    let storing: Promise<unknown> = Promise.resolve();
    const writer = new ClaimWriter();
    const digest = Buffer.alloc(DIGEST_BYTES);
    for (let from = 0; from < SIGHTINGS; from += ROWS) {
      for (let place = from; place < Math.min(from + ROWS, SIGHTINGS); place += 1) {
        const { ordinal, read } = sightingAt(place);
        const { type, issuer, scope } = read;
        if (!digestInto(house, read, digest, 0)) throw new Error('an identifier that is none');
        index.add(ordinal, index.classOf(type, issuer, scope), digest, 0, now, null);
        writer.add({ ordinal, type, issuer, scope, digest, ...seen });
        if (place % TURN === 0) await setImmediate();
      }
      const [claims, { rows, clusters }] = [writer.finish(), membersOf(index, heads)];
      found.clusters += clusters;
      await storing;
      storing = Promise.all([copyIn(tx, CLAIM_COPY, once(claims)), copyIn(tx, MEMBER_COPY, once(rows))]);
      found.resident = Math.max(found.resident, process.memoryUsage.rss());
    }
    await storing;
    return { ...found, bytes: index.bytes };
  });
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
  what: `${IDENTIFIERS} identifiers of ${PEOPLE} people, seen ${SIGHTINGS} times on ${PEOPLE * 2} records in random order: digested, connected, contradictions looked for, every claim and cluster stored`,
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
