import { hash, randomBytes } from 'node:crypto';
import { nodesHashed } from '../../src/contexts/evidence/domain/map-hash.ts';
import { growMap, type MapState, NO_MAP } from '../../src/contexts/evidence/grow-map.ts';
import type { TaggedEntries } from '../../src/contexts/evidence/store/tagged-entries.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { type LogHouse, openLogHouse, untilMerged } from '../log-house.ts';
import type { Benchmark, Side } from '../measure.ts';
import { numberOption } from '../options.ts';

const BEFORE = numberOption('tags', 1_000_000);
const NEW = numberOption('new', 100_000);
/** Most entries that one epoch takes. */
const MOST = 131_072;
/** Epochs of one run: one to warm up and five measured ones. */
const EPOCHS = 6;

function madeEntries(first: number, count: number): TaggedEntries {
  const indexes = Array.from({ length: count }, (_, at) => first + at);
  return { indexes, tags: randomBytes(count * 32), leafHashes: randomBytes(count * 32) };
}

/** Hashes as many nodes as the subject did when it last ran, with the same call. */
function hashing(): { subject(work: () => Promise<void>): Side; control: Side } {
  let nodes = 500_000;
  const bytes = Buffer.concat([Buffer.from('zhinuo.map-node.v1\n'), randomBytes(64)]);
  return {
    subject: (work) => async () => {
      const before = nodesHashed();
      await work();
      nodes = nodesHashed() - before;
      return nodes;
    },
    async control() {
      let node = 'n'.repeat(32);
      for (let at = 0; at < nodes; at += 1) {
        bytes.write(node, 19, 'latin1');
        bytes.write(node, 51, 'latin1');
        node = hash('sha256', bytes, 'binary');
      }
      if (node.length !== 32) throw new Error('no hash');
      return nodes;
    },
  };
}

/** The map of an epoch in the database: pages read, grown, written, committed. */
export const epoch: Benchmark = {
  name: 'epoch',
  what: `an epoch's map over ${NEW} new entries on one of at least ${BEFORE}: pages read, grown, written, committed`,
  control: 'hashing as many nodes as it hashes, same call',
  unit: 'nodes',
  async prepare() {
    const house = await openLogHouse();
    const { subject, control } = hashing();
    let state: MapState = NO_MAP;
    const grow = async (entries: TaggedEntries) => {
      state = await house.database.transaction((tx) => growMap(tx, state, entries), { reading: true });
    };
    while (state.count < BEFORE) await grow(madeEntries(state.count, Math.min(MOST, BEFORE - state.count)));
    // Made beforehand: what the entries are is not what is measured.
    const made = Array.from({ length: EPOCHS }, (_, at) => madeEntries(BEFORE + at * NEW, NEW));
    return {
      subject: subject(async () => {
        const entries = made.shift();
        if (entries === undefined) throw new Error('every epoch is made');
        await grow(entries);
      }),
      control,
      close: () => house.close(),
    };
  },
};

const PACK = 250;

/** Records acts of half as many people, without their receipts, and merges them. */
async function fill(house: LogHouse, entries: number): Promise<void> {
  for (let at = 0; at < entries; at += PACK) {
    const acts = Array.from({ length: PACK / 2 }, () => ({
      kind: 'import' as const,
      person: newId(systemClock),
      payload: { at },
    }));
    await house.database.transaction((tx) => house.evidence.appendActs(tx, acts));
  }
  await untilMerged(house);
}

/** A whole epoch, with the log read, its entry recorded, committed. */
export const epochFromLog: Benchmark = {
  name: 'epoch-from-log',
  what: `a whole epoch over ${NEW} new entries of the log, as they add up from none to ${EPOCHS * NEW}`,
  control: 'hashing as many nodes as it hashes, same call',
  unit: 'nodes',
  async prepare() {
    const house = await openLogHouse();
    await fill(house, EPOCHS * NEW);
    const { subject, control } = hashing();
    return {
      subject: subject(async () => {
        await house.evidence.makeEpoch({ most: NEW });
      }),
      control,
      close: () => house.close(),
    };
  },
};
