import { digestOf } from '../../src/contexts/customers/identity/claim-identifiers.ts';
import { type ReadIdentifier, readIdentifier } from '../../src/contexts/customers/identity/domain/claim.ts';
import { LinkIndex } from '../../src/contexts/customers/identity/domain/link-index.ts';
import { copyLines } from '../../src/contexts/customers/identity/store/claim-store.ts';
import { CLAIM_COPY, ClaimWriter } from '../../src/contexts/customers/identity/store/claim-writer.ts';
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
const CHUNK = 20_000;
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

/** Digests, connects and stores every sighting, and who is one human. */
async function link(house: VaultHouse): Promise<{ readonly clusters: number; readonly bytes: number }> {
  const { database, vault } = house;
  return database.transaction(async (tx) => {
    await tx.execute('truncate customers.claim, customers.cluster_member');
    const index = new LinkIndex();
    const now = systemClock.now();
    const writer = new ClaimWriter();
    const source = 'bench';
    async function* rows(): AsyncGenerator<Uint8Array> {
      for (let from = 0; from < SIGHTINGS; from += CHUNK) {
        for (let place = from; place < Math.min(from + CHUNK, SIGHTINGS); place += 1) {
          const { ordinal, read } = sightingAt(place);
          const digest = digestOf({ vault }, read) ?? Buffer.alloc(0);
          index.add(ordinal, index.classOf(read.type, read.issuer, read.scope), digest, 0, now, null);
          const { type, issuer, scope } = read;
          writer.add({
            ordinal,
            type,
            issuer,
            scope,
            digest,
            from: now,
            to: null,
            verifiedAt: null,
            seenAt: now,
            source,
          });
        }
        yield writer.take();
      }
      yield writer.finish();
    }
    await copyIn(tx, CLAIM_COPY, rows());
    const members: string[] = [];
    const touched = index.takeTouched();
    for (const { records, plain } of touched) {
      if (!plain) throw new Error('a contradiction that nobody made');
      for (const record of records) members.push(`${record}\t${records[0] ?? record}\n`);
    }
    await copyLines(tx, 'customers.cluster_member (ordinal, head)', members);
    return { clusters: touched.length, bytes: index.bytes };
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
    let bytes = 0;
    return {
      async subject() {
        const linked = await link(house);
        if (linked.clusters !== PEOPLE) throw new Error(`${linked.clusters} clusters`);
        bytes = linked.bytes;
        return IDENTIFIERS;
      },
      async control() {
        if (inMap(house) !== PEOPLE) throw new Error('the control found others');
        return IDENTIFIERS;
      },
      further: async () => `the index takes ${Math.round(bytes / 1024 / 1024)} MiB`,
      close: () => house.close(),
    };
  },
};
