import { createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A, PERSON_B } from '../../../test/support/evidence-house.ts';
import { until } from '../../../test/support/until.ts';
import { silentLogger } from '../../platform/logging.ts';
import { noteKeyId } from './domain/signed-note.ts';
import { createEvidence, type Evidence, leafHash, treeHash, verifyConsistency, verifyInclusion } from './index.ts';

let house: EvidenceHouse;
beforeEach(async () => {
  house = await openEvidenceHouse();
});
afterEach(() => house.close());

async function record(count: number, evidence: Evidence = house.evidence): Promise<string[]> {
  const acts = Array.from({ length: count }, (_, at) => ({
    kind: 'consent' as const,
    person: at % 2 === 0 ? PERSON_A : PERSON_B,
    payload: { at },
  }));
  const receipts = await house.database.transaction((tx) => evidence.recordActs(tx, acts));
  return receipts.map((receipt) => receipt.id);
}

async function texts(): Promise<string[]> {
  const rows = await house.database.transaction((tx) =>
    tx.query<{ entry: string }>('select entry from evidence.entry where index is not null order by index'),
  );
  return rows.map((row) => row.entry);
}

async function pending(): Promise<number> {
  const row = await house.database.transaction((tx) =>
    tx.one<{ size: number }>('select coalesce(sum(size), 0)::int as size from evidence.pending'),
  );
  return row.size;
}

async function state(): Promise<{ size: number; root: Buffer; note: string }> {
  const note = await house.database.transaction((tx) => house.evidence.checkpoint(tx));
  const [, size, root] = note.split('\n');
  return { size: Number(size), root: Buffer.from(root ?? '', 'base64'), note };
}

function decoded(proof: readonly string[]): Buffer[] {
  return proof.map((hash) => Buffer.from(hash, 'base64url'));
}

describe('the sequencer', () => {
  it('merges what is pending into dense places, and its root is that of the whole tree', async () => {
    for (const count of [1, 3, 250, 5, 600]) {
      await record(count);
      await house.evidence.mergePending();
      const { size, root } = await state();
      const entries = await texts();
      expect(entries).toHaveLength(size);
      expect(root).toEqual(treeHash(entries.map((entry) => leafHash(Buffer.from(entry)))));
    }
    const places = await house.database.transaction((tx) =>
      tx.query<{ index: number }>('select index from evidence.entry where index is not null order by index'),
    );
    expect(places.map((row) => row.index)).toEqual(places.map((_, at) => at));
    expect(await house.count('evidence.pending')).toBe(0);
  });

  it('keeps each person’s entries in the order of n', async () => {
    await Promise.all(Array.from({ length: 12 }, () => record(5)));
    await house.evidence.mergePending();
    for (const person of [PERSON_A, PERSON_B]) {
      const rows = await house.database.transaction((tx) =>
        tx.query<{ n: number }>('select n from evidence.entry where index is not null and person = $1 order by index', [
          person,
        ]),
      );
      expect(rows.map((row) => row.n)).toEqual(rows.map((_, at) => at + 1));
    }
  });

  it('does not fork when several servers record and merge at once', async () => {
    const servers = [house.evidence, house.another(), house.another()];
    const checkpoints = new Set<string>();
    const ids = (
      await Promise.all(
        Array.from({ length: 30 }, async (_, at) => {
          const server = servers[at % 3] as Evidence;
          const recorded = await record(20, server);
          await Promise.all(servers.map((each) => each.mergePending()));
          checkpoints.add((await state()).note);
          return recorded;
        }),
      )
    ).flat();
    await house.evidence.mergePending();
    const entries = await texts();
    const logged = entries.map((entry) => (JSON.parse(entry) as { id: string }).id);
    expect(new Set(logged).size).toBe(logged.length);
    expect(logged).toHaveLength(ids.length + 2);
    const leaves = entries.map((entry) => leafHash(Buffer.from(entry)));
    // Every state that anybody saw is a prefix of the final tree.
    for (const note of checkpoints) {
      const [, size, root] = note.split('\n');
      expect(treeHash(leaves.slice(0, Number(size))).toString('base64')).toBe(root);
    }
  });

  it('merges after a restart what an earlier process had promised and not merged', async () => {
    const ids = await record(7);
    const restarted = house.another();
    expect(await restarted.mergePending()).toBe(9);
    const receipt = await house.database.transaction((tx) => restarted.receipt(tx, ids[6] as string));
    expect(receipt.index).toBe(8);
  });

  it('leaves everything pending when it dies at any step before its commit', async () => {
    await record(3);
    const run = (text: string) => house.database.transaction((tx) => tx.execute(text));
    await run(
      'create function evidence.die() returns trigger language plpgsql as $$ begin raise exception $q$killed$q$; end $$',
    );
    const tables = ['evidence.place', 'evidence.tile', 'evidence.checkpoint', 'platform.journal_pending'];
    for (const table of tables) {
      await run(`create trigger die before insert on ${table} for each row execute function evidence.die()`);
      await expect(house.evidence.mergePending()).rejects.toThrow('killed');
      expect(await pending()).toBe(5);
      for (const each of tables) expect(await house.count(each)).toBe(0);
      await run(`drop trigger die on ${table}`);
    }
    expect(await house.evidence.mergePending()).toBe(5);
  });

  it('cannot be extended twice from one state, whatever became of the lock', async () => {
    await record(3);
    await house.evidence.mergePending();
    const again = house.database.transaction((tx) =>
      tx.execute(
        `insert into evidence.checkpoint (size, root, note, time, previous) select size + 7, root, note, time, previous from evidence.checkpoint`,
      ),
    );
    await expect(again).rejects.toThrow('unique');
  });

  it('refuses to go on under another name', async () => {
    await record(1);
    await house.evidence.mergePending();
    await record(1);
    const renamed = createEvidence({ anyPayload: true, ...house, log: silentLogger(), origin: 'example.org/other' });
    await expect(renamed.mergePending()).rejects.toThrow('never changes its name');
    expect(await pending()).toBe(1);
  });

  it('counts promises that are past their time, until they are kept', async () => {
    await record(1);
    expect(await house.evidence.brokenPromises()).toBe(0);
    house.clock.advance(60_001);
    expect(await house.evidence.brokenPromises()).toBe(2);
    await house.evidence.mergePending();
    expect(await house.evidence.brokenPromises()).toBe(0);
  });

  it('merges by itself once started, woken by the commit', async () => {
    house.evidence.startSequencer();
    await record(2);
    await until(async () => (await texts()).length === 4);
    expect(await texts()).toHaveLength(4);
    await house.evidence.stopSequencer();
  });
});

describe('proofs from the tiles', () => {
  it('hold for every entry in trees of any size that was reached', async () => {
    await record(700);
    await house.evidence.mergePending();
    const leaves = (await texts()).map((entry) => leafHash(Buffer.from(entry)));
    await house.database.transaction(async (tx) => {
      for (const size of [1, 2, 255, 256, 257, 511, 512, 513, 700, 702]) {
        const root = treeHash(leaves.slice(0, size));
        for (const index of [0, 1, 128, 254, 255, 256, 300, 511, 512, 701].filter((each) => each < size)) {
          const proof = decoded(await house.evidence.inclusionProof(tx, index, size));
          const claim = { leaf: leaves[index] as Buffer, index: BigInt(index), size: BigInt(size), root, proof };
          expect(verifyInclusion(claim)).toBe(true);
        }
        for (const to of [256, 257, 512, 600, 702].filter((each) => each >= size)) {
          const consistency = decoded(await house.evidence.consistencyProof(tx, size, to));
          const newRoot = treeHash(leaves.slice(0, to));
          const claim = { from: BigInt(size), to: BigInt(to), oldRoot: root, newRoot, proof: consistency };
          expect(verifyConsistency(claim)).toBe(true);
        }
      }
    });
  });

  it('are refused outside the log', async () => {
    await record(2);
    await house.evidence.mergePending();
    const { evidence } = house;
    const attempts: [(tx: Parameters<Evidence['checkpoint']>[0]) => Promise<unknown>, string][] = [
      [(tx) => evidence.inclusionProof(tx, 0, 5), 'evidence.beyond-log'],
      [(tx) => evidence.inclusionProof(tx, 3, 3), 'evidence.bad-range'],
      [(tx) => evidence.inclusionProof(tx, Number.NaN, 3), 'evidence.bad-range'],
      [(tx) => evidence.consistencyProof(tx, 0, 3), 'evidence.bad-range'],
      [(tx) => evidence.consistencyProof(tx, 3, 2), 'evidence.bad-range'],
      [(tx) => evidence.consistencyProof(tx, 3, 9), 'evidence.beyond-log'],
      [(tx) => evidence.entry(tx, 4), 'evidence.beyond-log'],
      [(tx) => evidence.tile(tx, '0', '000'), 'evidence.unknown-tile'],
      [(tx) => evidence.tile(tx, '64', '000.p/1'), 'evidence.unknown-tile'],
      [(tx) => evidence.tile(tx, '0', '../000.p/1'), 'evidence.unknown-tile'],
      [(tx) => evidence.entryTile(tx, '000.p/5'), 'evidence.unknown-tile'],
      [(tx) => evidence.receipt(tx, PERSON_A), 'evidence.unknown-receipt'],
    ];
    for (const [attempt, code] of attempts)
      await expect(house.database.transaction(attempt)).rejects.toMatchObject({ code });
  });
});

describe('checkpoints and tiles', () => {
  it('are a signed note whose key id and signature are those of C2SP signed-note', async () => {
    await record(1);
    await house.evidence.mergePending();
    const { note } = await state();
    const [body, signatures] = note.split('\n\n') as [string, string];
    const match = /^— (\S+) (\S+)\n$/.exec(signatures);
    const blob = Buffer.from(match?.[2] ?? '', 'base64');
    const { publicKey } = house.service.signingKey;
    expect(match?.[1]).toBe('example.com/evidence');
    expect(blob.subarray(0, 4)).toEqual(noteKeyId('example.com/evidence', publicKey));
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
    const signer = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    expect(verify(null, Buffer.from(`${body}\n`), signer, blob.subarray(4))).toBe(true);
  });

  it('are that of the empty tree before anything is merged', async () => {
    const { size, root } = await state();
    expect(size).toBe(0);
    expect(root).toEqual(treeHash([]));
  });

  it('serve full and partial tiles of hashes and of entries', async () => {
    await record(298);
    await house.evidence.mergePending();
    const entries = await texts();
    const leaves = entries.map((entry) => leafHash(Buffer.from(entry)));
    await house.database.transaction(async (tx) => {
      const { evidence } = house;
      expect(await evidence.tile(tx, '0', '000')).toEqual(Buffer.concat(leaves.slice(0, 256)));
      expect(await evidence.tile(tx, '0', '001.p/44')).toEqual(Buffer.concat(leaves.slice(256)));
      expect(await evidence.tile(tx, '0', '001.p/3')).toEqual(Buffer.concat(leaves.slice(256, 259)));
      expect(await evidence.tile(tx, '1', '000.p/1')).toEqual(treeHash(leaves.slice(0, 256)));
      const bundle = await evidence.entryTile(tx, '001.p/2');
      const first = bundle.readUInt16BE(0);
      expect(bundle.subarray(2, 2 + first).toString()).toBe(entries[256]);
      expect(bundle.subarray(4 + first).toString()).toBe(entries[257]);
    });
  });
});
