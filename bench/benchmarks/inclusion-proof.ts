import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inclusionRanges } from '../../src/contexts/evidence/domain/merkle.ts';
import { leafHash, verifyInclusion } from '../../src/contexts/evidence/index.ts';
import { findTiles } from '../../src/contexts/evidence/store/log.ts';
import { tilesOf } from '../../src/contexts/evidence/store/tree-reader.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { type LogHouse, openLogHouse, untilMerged } from '../log-house.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';

const ENTRIES = numberOption('entries', 5_000_000);
const PROOFS = numberOption('proofs', 4000);
const READ = { readOnly: true } as const;

/** Fills the log through the bulk path; answers by how many bytes what is held has grown since the first 100,000. */
async function fill(house: LogHouse, entries: number): Promise<number> {
  house.evidence.startSequencer();
  let early = 0;
  for (let done = 0; done < entries; done += 1000) {
    const people = Array.from({ length: 100 }, () => newId(systemClock));
    const acts = Array.from({ length: 1000 }, (_, at) => ({
      kind: 'import' as const,
      person: people[Math.floor(at / 10)] ?? '',
      payload: { at },
    }));
    await house.database.transaction((tx) => house.evidence.appendActs(tx, acts));
    if (done % 100_000 === 0) await untilMerged(house);
    if (done === 100_000) early = heldMemory();
  }
  await house.evidence.stopSequencer();
  await untilMerged(house);
  return heldMemory() - early;
}

/** Bytes that this process holds on to: after a collection, the heap and all buffers. */
function heldMemory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Proofs of entries anywhere in the log, from the stored tiles, against reading as many tiles in the same kind of transaction. */
export const inclusionProof: Benchmark = {
  name: 'inclusion-proof',
  what: `inclusion proofs of random entries in a log of ${ENTRIES.toLocaleString('en')}, one after another`,
  control: 'reading the same number of tiles, one statement a transaction',
  unit: 'proofs',
  async prepare() {
    const before = heldMemory();
    const house = await openLogHouse();
    const grown = await fill(house, ENTRIES);
    const size = await house.size();
    // The same places for both sides, spread over the log.
    const places = Array.from({ length: PROOFS }, (_, at) => (at * 1_000_003) % size);
    await verifyOne(house, places[1] ?? 0, size);
    return {
      async subject() {
        let hashes = 0;
        for (const index of places)
          hashes += (await house.database.transaction((tx) => house.evidence.inclusionProof(tx, index, size), READ))
            .length;
        if (hashes < places.length) throw new Error('a proof without hashes');
        return places.length;
      },
      async control() {
        for (const index of places) {
          const wanted = tilesOf(inclusionRanges(BigInt(index), BigInt(size)));
          const tiles = await house.database.transaction((tx) => findTiles(tx, wanted), READ);
          if (tiles.length !== wanted.length) throw new Error('a tile is missing');
        }
        return places.length;
      },
      async further() {
        const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
        return `recording and merging ${(ENTRIES - 100_000).toLocaleString('en')} further entries, this process came to hold ${megabytes(grown)} MB more; after ${(2 * PROOFS * 6).toLocaleString('en')} proofs and readings it holds ${megabytes(heldMemory())} MB in all, of which ${megabytes(before)} MB before there was a log (the log must stay under 64 MB)`;
      },
      close: () => house.close(),
    };
  },
};

async function verifyOne(house: LogHouse, index: number, size: number): Promise<void> {
  const holds = await house.database.transaction(async (tx) => {
    const { entry } = await house.evidence.entry(tx, index);
    const proof = await house.evidence.inclusionProof(tx, index, size);
    const [, , root = ''] = (await house.evidence.checkpoint(tx)).split('\n');
    return verifyInclusion({
      leaf: leafHash(Buffer.from(entry)),
      index: BigInt(index),
      size: BigInt(size),
      root: Buffer.from(root, 'base64'),
      proof: proof.map((hash) => Buffer.from(hash, 'base64url')),
    });
  }, READ);
  if (!holds) throw new Error('the proof does not hold');
}
