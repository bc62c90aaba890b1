import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A, PERSON_B } from '../../../test/support/evidence-house.ts';
import { type CheckedKey, checkChain } from '../../../verifier/src/chain.ts';
import { readCheckpoint } from '../../../verifier/src/checkpoint.ts';
import { type Completeness, checkCompleteness } from '../../../verifier/src/completeness.ts';
import { type CheckedEntry, checkEntry, type Log } from '../../../verifier/src/entries.ts';
import { Claims } from '../../../verifier/src/inclusion.ts';
import { Refusal } from '../../../verifier/src/refusal.ts';
import { readSigners } from '../../../verifier/src/signers.ts';
import { parseStrictly } from '../../../verifier/src/strict-json.ts';
import { canonicalJson, type Json } from '../../platform/crypto/index.ts';
import type { BundleParts, CompletenessPart, Receipt, ShownKey } from './index.ts';

let house: EvidenceHouse;
beforeAll(async () => {
  house = await openEvidenceHouse();
});
afterAll(() => house.close());

const field = (value: unknown) => ({ value: parseStrictly(canonicalJson(value as Json), ''), at: 'completeness' });

interface Issued {
  readonly parts: BundleParts;
  readonly part: CompletenessPart;
  /** The receipt of the epoch. */
  readonly epoch: Receipt;
}

function logOf({ parts }: Issued): Log {
  const signers = readSigners(field(parts.signers));
  return { version: 2, signers, checkpoint: readCheckpoint(field(parts.checkpoint), signers), claims: new Claims() };
}

function chainOf(issued: Issued): CheckedKey[] {
  const { keys, id } = issued.parts;
  return checkChain(field(keys), { person: PERSON_A, bundle: id }, logOf(issued));
}

// Only its promise: places are checked elsewhere.
function epochOf(issued: Issued): CheckedEntry {
  const { entry, opening, key, mergeBy, signature } = issued.epoch;
  return checkEntry(field({ entry, opening, index: null, promise: { key, mergeBy, signature } }), null, logOf(issued))
    .entry;
}

function verdict(issued: Issued, part = issued.part, keys = chainOf(issued)): Completeness | string | undefined {
  const { size } = logOf(issued).checkpoint;
  try {
    return checkCompleteness(field(part), keys, [epochOf(issued)], size);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.reason.code;
  }
}

async function record(person: string, kinds: readonly ('consent' | 'withdrawal')[]): Promise<void> {
  await house.database.transaction((tx) =>
    house.evidence.recordActs(
      tx,
      kinds.map((kind, at) => ({ kind, person, payload: { at } })),
    ),
  );
}

function shownKeys(parts: BundleParts): ShownKey[] {
  return parts.keys.map(({ generation, key, entries }) => ({
    generation,
    key,
    entries: entries.map(({ index }) => ({ index })),
  }));
}

async function bundleOfA(): Promise<Issued> {
  return house.database.transaction(async (tx) => {
    const parts = await house.evidence.personBundle(tx, await house.evidence.endKey(tx, PERSON_A));
    const part = await house.evidence.completenessPart(tx, shownKeys(parts));
    return { parts, part, epoch: await house.evidence.receipt(tx, part.epoch) };
  });
}

async function epoch(): Promise<void> {
  await house.evidence.mergePending();
  await house.evidence.makeEpoch();
  await house.evidence.mergePending();
}

describe('the completeness part of a bundle', () => {
  it('is refused before the first epoch', async () => {
    const part = house.database.transaction((tx) => house.evidence.completenessPart(tx, []));
    await expect(part).rejects.toMatchObject({ code: 'evidence.no-epoch' });
  });

  it('proves every entry up to the epoch and none after it, under each key', async () => {
    await record(
      PERSON_B,
      Array.from({ length: 500 }, () => 'consent'),
    );
    await record(PERSON_A, ['consent', 'withdrawal']);
    await epoch();
    const first = await bundleOfA();
    expect(verdict(first)).toMatchObject({ covered: 3, later: 1 });
    await record(PERSON_A, ['consent']);
    await epoch();
    await record(PERSON_A, ['withdrawal']);
    const second = await bundleOfA();
    expect(second.part.keys).toHaveLength(2);
    expect(second.part.keys.map(({ present }) => present.length)).toEqual([4, 2]);
    expect(verdict(second)).toMatchObject({ covered: 6, later: 2 });
  });

  it('cannot be made for entries from which one was left out', async () => {
    await record(PERSON_A, ['consent', 'withdrawal']);
    await epoch();
    const { parts } = await bundleOfA();
    const without = shownKeys(parts).map((key) => ({ ...key, entries: key.entries.slice(0, -2) }));
    const part = house.database.transaction((tx) => house.evidence.completenessPart(tx, without));
    await expect(part).rejects.toThrow('leaves out');
  });

  it('is refused by the verifier after any change', async () => {
    await epoch();
    const issued = await bundleOfA();
    const { part } = issued;
    expect(verdict(issued)).toMatchObject({ later: 2 });
    const key = part.keys[0] ?? { generation: 1, present: [], absent: { siblings: [], leaf: null } };
    const swapped = (hash: string) => (hash.startsWith('A') ? `B${hash.slice(1)}` : `A${hash.slice(1)}`);
    const withKey = (changed: Partial<typeof key>): CompletenessPart => ({
      ...part,
      keys: [{ ...key, ...changed }, ...part.keys.slice(1)],
    });
    const turned = (path: readonly string[], at: number) => path.map((hash, n) => (n === at ? swapped(hash) : hash));
    const changes: CompletenessPart[] = [
      { ...part, keys: part.keys.slice(1) },
      { ...part, keys: [...part.keys].reverse() },
      { ...part, epoch: PERSON_A },
      withKey({ present: key.present.slice(1) }),
      withKey({ present: [...key.present, key.absent.siblings] }),
      withKey({ present: [...key.present].reverse() }),
      withKey({ generation: 7 }),
      withKey({ absent: { siblings: key.present[0] ?? [], leaf: null } }),
      withKey({ absent: { ...key.absent, leaf: { tag: swapped('A'.repeat(43)), leafHash: 'A'.repeat(43) } } }),
      withKey({ absent: { ...key.absent, siblings: key.absent.siblings.slice(1) } }),
      ...key.present.flatMap((path, n) =>
        path.map((_, at) => withKey({ present: key.present.map((each, m) => (m === n ? turned(each, at) : each)) })),
      ),
      ...key.absent.siblings.map((_, at) =>
        withKey({ absent: { ...key.absent, siblings: turned(key.absent.siblings, at) } }),
      ),
    ];
    expect(changes.length).toBeGreaterThan(30);
    for (const changed of changes) expect(verdict(issued, changed), JSON.stringify(changed)).toBeTypeOf('string');
  });

  it('shows a left-out entry: a chain cut short does not verify against the epoch', async () => {
    await record(PERSON_A, ['consent', 'withdrawal']);
    await epoch();
    const issued = await bundleOfA();
    const { part } = issued;
    const keys = chainOf(issued);
    const last = keys.at(-1) as CheckedKey;
    const cut = [...keys.slice(0, -1), { ...last, entries: last.entries.slice(0, 2) }];
    const share = part.keys.at(-1);
    // The withdrawal is number 3. Whatever path is shown for it, it is not absent.
    for (const absent of [...(share?.present ?? []), share?.absent.siblings ?? []].map((siblings) => ({
      siblings,
      leaf: null,
    }))) {
      const short = {
        ...part,
        keys: [...part.keys.slice(0, -1), { ...share, present: share?.present.slice(0, 2), absent }],
      };
      expect(verdict(issued, short as CompletenessPart, cut)).toBe('completeness');
    }
  });
});
