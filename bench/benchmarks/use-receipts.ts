import { hash, randomBytes, randomUUID } from 'node:crypto';
import { chainMembership } from '../../src/contexts/consent/domain/chain-membership.ts';
import { encodeChunk, type StoredChunk, xorChunk } from '../../src/contexts/consent/domain/chunk-coding.ts';
import { CHUNK_PEOPLE, PeopleSet } from '../../src/contexts/consent/domain/people-set.ts';
import { readParts } from '../../src/contexts/consent/store/use-chunks.ts';
import { insertPopulationUse } from '../../src/contexts/consent/store/uses.ts';
import { storePopulation } from '../../src/contexts/consent/store-population.ts';
import type { Database } from '../../src/platform/database/index.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Benchmark } from '../measure.ts';
import { openBenchProduct } from '../product.ts';

const PEOPLE = 10_000_000;
const MEMBERS = 1_000_000;
const RECEIPTS = 5_000;
const RUNS = 40;
/** Chunks that are stored for each receipt; a person's answer reads one of them, however many there are. 153 are ten million people. */
const CHUNKS = 8;
const SHARE = 0.1;
const ONE_IN_A_HUNDRED = 0.01;
const ASKED = 3 * CHUNK_PEOPLE + 40_000;

/** Each ordinal from 1 to `highest` with this probability. */
function drawn(highest: number, share: number): PeopleSet {
  const words = new Uint32Array(Math.ceil((highest + 1) / 32));
  const scale = Math.log(1 - share);
  for (let at = 1 + skip(scale); at <= highest; at += 1 + skip(scale))
    words[at >>> 5] = (words[at >>> 5] ?? 0) | (1 << (at & 31));
  return new PeopleSet(words);
}

const skip = (scale: number): number => Math.floor(Math.log(1 - Math.random()) / scale);

/** The same people but for a share of them, whose places others take. */
function resembling(people: PeopleSet, share: number): PeopleSet {
  const leave = drawn(people.words.length * 32 - 1, share / 2);
  const join = drawn(people.words.length * 32 - 1, (share / 2) * SHARE);
  return new PeopleSet(people.words.map((word, at) => (word & ~(leave.words[at] ?? 0)) | (join.words[at] ?? 0)));
}

function exactly(count: number, highest: number): PeopleSet {
  const words = new Uint32Array(Math.ceil((highest + 1) / 32));
  for (let found = 0; found < count; ) {
    const at = 1 + Math.floor(Math.random() * highest);
    if ((((words[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1) continue;
    words[at >>> 5] = (words[at >>> 5] ?? 0) | (1 << (at & 31));
    found += 1;
  }
  return new PeopleSet(words);
}

const encoded = (people: PeopleSet): StoredChunk[] =>
  Array.from({ length: people.chunks }, (_, chunk) => encodeChunk(people.chunk(chunk))).flatMap((chunk) => chunk ?? []);

const sizeOf = (chunks: readonly StoredChunk[]): number =>
  chunks.reduce((sum, { ends, members }) => sum + members.length + (ends?.length ?? 0), 0);

/** Coding and decoding a random million of ten million people. */
export const receiptCoding: Benchmark = {
  name: 'use-receipt-coding',
  what: 'containers of a random million of ten million people: coding and decoding',
  control: 'going through the same bits twice and setting them elsewhere',
  unit: 'people',
  async prepare() {
    const people = exactly(MEMBERS, PEOPLE);
    const chunks = encoded(people);
    const change = new PeopleSet(
      resembling(people, ONE_IN_A_HUNDRED).words.map((word, at) => word ^ (people.words[at] ?? 0)),
    );
    console.log(
      `use-receipt-coding: ${sizeOf(chunks)} bytes for ${people.size} people; ${sizeOf(encoded(change))} bytes for ${change.size} changes`,
    );
    return {
      async subject() {
        for (const chunk of encoded(people)) xorChunk(chunk, new Uint32Array(CHUNK_PEOPLE / 32));
        return people.size;
      },
      async control() {
        for (let each = 0; each < 2; each += 1) {
          const other = new Uint32Array(people.words.length);
          for (const [at, word] of people.words.entries())
            for (let rest = word; rest !== 0; rest &= rest - 1) other[at] = (other[at] ?? 0) | (rest & -rest);
        }
        return people.size;
      },
      async close() {},
    };
  },
};

/** Hashing a million members as `recordUseBatch` does, stored with its entry. */
export const memberCommitment: Benchmark = {
  name: 'member-commitment',
  what: 'an entry that commits to a million members',
  control: 'as many hashes of as many bytes, nothing else',
  unit: 'members',
  async prepare() {
    const product = await openBenchProduct();
    const { evidence } = product.running.contexts;
    const { database } = product.running.stores;
    const ids = randomBytes(MEMBERS * 16);
    const leaf = randomBytes(49);
    const node = randomBytes(65);
    return {
      async subject() {
        await database.transaction((tx) =>
          evidence.recordUseBatch(tx, { payload: { activity: 'bench' }, members: [ids] }),
        );
        return MEMBERS;
      },
      async control() {
        for (let each = 0; each < MEMBERS; each += 1) {
          leaf.writeUInt32LE(each, 1);
          hash('sha256', leaf, 'binary');
          node.writeUInt32LE(each, 1);
          hash('sha256', node, 'binary');
        }
        return MEMBERS;
      },
      close: () => product.close(),
    };
  },
};

async function record(database: Database, audiences: Iterable<PeopleSet>, subject: string | null): Promise<void> {
  const clock = { now: () => new Date() };
  let each = 0;
  for (const people of audiences) {
    each += 1;
    await database.transaction(async (tx) => {
      const stored = await storePopulation(tx, 'bench', subject ?? `segment:${each}`, people);
      const row = {
        id: newId(clock),
        activity: 'bench',
        revision: 1,
        operation: 'use' as const,
        channel: null,
        brand: null,
        recipient: null,
        fields: [],
        recipients: [],
        message: null,
        purposeNote: null,
        subject,
        by: 'bench',
        at: clock.now(),
        receipt: randomUUID(),
      };
      await insertPopulationUse(tx, row, { ...stored, size: people.size });
    });
  }
}

function* unlike(): Generator<PeopleSet> {
  for (let each = 0; each < RECEIPTS; each += 1) yield drawn(CHUNKS * CHUNK_PEOPLE - 1, SHARE);
}

function* alike(): Generator<PeopleSet> {
  let people = drawn(CHUNKS * CHUNK_PEOPLE - 1, SHARE);
  for (let each = 0; each < RECEIPTS; each += 1) {
    yield people;
    people = resembling(people, ONE_IN_A_HUNDRED);
  }
}

function usesOfPerson(
  name: string,
  what: string,
  audiences: () => Iterable<PeopleSet>,
  subject: string | null,
): Benchmark {
  return {
    name,
    what: `every use of a person in ${RECEIPTS.toLocaleString('en')} receipts of a tenth of the people, ${what}`,
    control: 'a bare SELECT of as many rows and bytes as say whether the person is in them',
    unit: 'answers',
    async prepare() {
      const product = await openBenchProduct();
      const { gate } = product.running.contexts;
      const { database } = product.running.stores;
      const person = randomUUID();
      await database.transaction((tx) =>
        tx.execute(
          `insert into consent.subject (ordinal, person, role, registered_at) overriding system value values ($1, $2, 'customer', now())`,
          [ASKED, person],
        ),
      );
      await record(database, audiences(), subject);
      const { rows, bytes } = await database.transaction(async (tx) => {
        const chains = await tx.query<{ chain: number }>('select chain from consent.use_chain');
        const parts = await readParts(
          tx,
          chains.map(({ chain }) => chain),
          ASKED,
        );
        chainMembership(parts, ASKED);
        await tx.execute(
          'create table public.bench_part (chain integer, place smallint, segmented boolean, part bytea)',
        );
        for (const { chain, place, segmented, part } of parts)
          await tx.execute(
            'insert into public.bench_part values ($1, $2, $3, $4)',
            [chain, place, segmented, part],
            'bench',
          );
        return { rows: parts.length, bytes: parts.reduce((sum, { part }) => sum + part.length, 0) };
      });
      await database.pool.query('vacuum analyze');
      const whole = await database.transaction((tx) => gate.usesOf(tx, person, { limit: RECEIPTS }));
      const size = await database.transaction((tx) =>
        tx.one<{ bytes: number }>(`select pg_total_relation_size('consent.use_chunk') as bytes`),
      );
      const start = performance.now();
      await database.transaction((tx) => gate.usesOf(tx, person, { limit: 100 }));
      console.log(
        `${name}: ${rows} rows, ${bytes} bytes tell; in ${whole.items.length} uses; a page of 100 took ${(performance.now() - start).toFixed(1)} ms; ` +
          `${Math.round(size.bytes / RECEIPTS)} bytes on disk a receipt of ${CHUNKS} chunks`,
      );
      return {
        async subject() {
          await database.transaction((tx) => gate.usesOf(tx, person, { limit: RECEIPTS }));
          return 1;
        },
        async control() {
          await database.transaction((tx) =>
            tx.query('select chain, place, segmented, part from public.bench_part', [], 'bench.parts'),
          );
          return 1;
        },
        // On a machine with other work the least of many runs, and the processor time of this process, move little.
        async further() {
          const took: number[] = [];
          const before = process.cpuUsage();
          for (let each = 0; each < RUNS; each += 1) {
            const start = performance.now();
            await database.transaction((tx) => gate.usesOf(tx, person, { limit: RECEIPTS }));
            took.push(performance.now() - start);
          }
          const { user, system } = process.cpuUsage(before);
          return `least of ${RUNS} answers ${Math.min(...took).toFixed(1)} ms; ${((user + system) / RUNS / 1000).toFixed(1)} ms of processor time here each`;
        },
        close: () => product.close(),
      };
    },
  };
}

/** The benchmarks of use receipts. */
export const useReceiptBenchmarks: readonly Benchmark[] = [
  receiptCoding,
  memberCommitment,
  usesOfPerson('uses-of-person-alike', 'each with one in a hundred changed', alike, 'segment:bench'),
  usesOfPerson('uses-of-person-unlike', 'no two of them alike', unlike, null),
];
