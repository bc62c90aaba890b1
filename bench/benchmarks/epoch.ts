import { hash, randomBytes } from 'node:crypto';
import { systemClock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { type LogHouse, openLogHouse, untilMerged } from '../log-house.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';

const BEFORE = numberOption('tags', 1_000_000);
const NEW = numberOption('new', 100_000);
/** Epochs that a run takes: one to warm up and five measured ones. */
const EPOCHS = 6;
const PACK = 250;

/** Records acts of as many people, without their receipts, and merges them. */
async function fill(house: LogHouse, acts: number): Promise<void> {
  for (let at = 0; at < acts; at += PACK) {
    const packed = Array.from({ length: PACK / 2 }, () => ({
      kind: 'import' as const,
      person: newId(systemClock),
      payload: { at },
    }));
    await house.database.transaction((tx) => house.evidence.appendActs(tx, packed));
  }
  await untilMerged(house);
}

/** How many nodes a map of `before` tags hashes for `added` more: a leaf each, and every inner node above a new leaf. */
export function expectedNodes(before: number, added: number): number {
  let nodes = added;
  for (let depth = 0; depth < 64; depth += 1) {
    const width = 2 ** depth;
    const [old, fresh] = [before / width, added / width];
    // Leaves fall independently: at least one new, and at least two in all.
    const touched = -Math.expm1(-fresh);
    const alone = fresh * Math.exp(-(fresh + old));
    nodes += width * (touched - alone);
  }
  return Math.round(nodes);
}

function hashNodes(nodes: number): void {
  const bytes = Buffer.concat([Buffer.from('zhinuo.map-node.v1\n'), randomBytes(64)]);
  let left = 'l'.repeat(32);
  for (let at = 0; at < nodes; at += 1) {
    bytes.write(left, 19, 'latin1');
    bytes.write(left, 51, 'latin1');
    left = hash('sha256', bytes, 'binary');
  }
  if (left.length !== 32) throw new Error('no hash');
}

/** One epoch: the log read, the map's pages grown and stored, its entry recorded, committed. */
export const epoch: Benchmark = {
  name: 'epoch',
  what: `an epoch over ${NEW} new tagged entries on a map of at least ${BEFORE}, from the log to the commit`,
  control: 'hashing as many nodes as the map gets or changes, same call',
  unit: 'nodes',
  async prepare() {
    const house = await openLogHouse();
    await fill(house, BEFORE + EPOCHS * NEW);
    let tags = 0;
    while (tags < BEFORE) {
      const made = await house.evidence.makeEpoch({ most: Math.min(131_072, BEFORE - tags) });
      tags = made?.count ?? 0;
    }
    return {
      async subject() {
        const nodes = expectedNodes(tags, NEW);
        const made = await house.evidence.makeEpoch({ most: NEW });
        if (made?.count !== tags + NEW) throw new Error('the epoch has not taken in what it should');
        tags += NEW;
        return nodes;
      },
      async control() {
        const nodes = expectedNodes(BEFORE, NEW);
        hashNodes(nodes);
        return nodes;
      },
      close: () => house.close(),
    };
  },
};
