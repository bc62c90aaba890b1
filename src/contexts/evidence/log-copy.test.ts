import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A } from '../../../test/support/evidence-house.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { verifyNote } from '../../../test/support/verify-note.ts';
import type { Database } from '../../platform/database/index.ts';
import { silentLogger } from '../../platform/logging.ts';
import {
  createEvidence,
  directoryDestination,
  type Evidence,
  type LogDestination,
  leafHash,
  treeHash,
} from './index.ts';

let house: EvidenceHouse;
let base: string;
let directory: string;
let others: TestDatabase[];
beforeEach(async () => {
  house = await openEvidenceHouse();
  base = mkdtempSync(join(tmpdir(), 'zhinuo-log-'));
  directory = join(base, 'log');
  others = [];
});
afterEach(async () => {
  await house.close();
  for (const other of others) await other.drop();
  rmSync(base, { recursive: true, force: true });
});

function open(
  database: Database = house.database,
  destination: LogDestination = directoryDestination(directory),
): Evidence {
  return createEvidence({
    anyPayload: true,
    ...house,
    database,
    log: silentLogger(),
    origin: 'example.com/evidence',
    copies: [destination],
  });
}

async function grow(evidence: Evidence, count: number, database: Database = house.database): Promise<number> {
  const acts = Array.from({ length: count }, (_, at) => ({
    kind: 'consent' as const,
    person: PERSON_A,
    payload: { at },
  }));
  await database.transaction((tx) => evidence.recordActs(tx, acts));
  return evidence.mergePending();
}

/** Another database with the same keys: what is left when the first one is replaced by an old or an empty one. */
async function elsewhere(): Promise<TestDatabase> {
  const other = await createTestDatabase({ contexts: ['evidence'] });
  others.push(other);
  return other;
}

function file(path: string): Buffer {
  return readFileSync(join(directory, path));
}

/** Reads the copy as a stranger would: the signature, every entry, the root, and that hash tiles say the same. Returns the size. */
function readCopy(): number {
  const note = file('checkpoint').toString('utf8');
  expect(verifyNote(note, house.evidence.verifierKey())).toBe(true);
  const [, sizeText = '', root] = note.split('\n');
  const size = Number(sizeText);
  const leaves: Buffer[] = [];
  for (let tile = 0; tile * 256 < size; tile += 1) {
    const width = Math.min(256, size - tile * 256);
    const name = `${String(tile).padStart(3, '0')}${width === 256 ? '' : `.p/${width}`}`;
    const bundle = file(`tile/entries/${name}`);
    const before = leaves.length;
    for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at))
      leaves.push(leafHash(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at))));
    expect(leaves.length - before).toBe(width);
    expect(file(`tile/0/${name}`)).toEqual(Buffer.concat(leaves.slice(before)));
  }
  expect(treeHash(leaves).toString('base64')).toBe(root);
  for (let tile = 0; (tile + 1) * 256 <= size; tile += 1) {
    const count = Math.floor(size / 256);
    const hashes = file(`tile/1/000.p/${count}`);
    expect(hashes.subarray(tile * 32, tile * 32 + 32)).toEqual(treeHash(leaves.slice(tile * 256, tile * 256 + 256)));
  }
  return size;
}

describe('the static copy', () => {
  it('is the log in the layout of tlog-tiles, grows with it and keeps no partial tile beside a full one', async () => {
    const evidence = open();
    await evidence.copyLog();
    expect(existsSync(join(directory, 'checkpoint'))).toBe(false);
    for (const [count, size] of [
      [3, 4],
      [200, 204],
      [400, 604],
      [1, 605],
    ] as const) {
      await grow(evidence, count);
      await evidence.copyLog();
      expect(readCopy()).toBe(size);
      expect(evidence.copies()).toEqual([{ destination: directory, size, fault: null }]);
    }
    expect(readdirSync(join(directory, 'tile/entries')).sort()).toEqual(['000', '001', '002.p']);
    // A reader of the checkpoint before still finds its tile.
    expect(readdirSync(join(directory, 'tile/0/002.p')).sort()).toEqual(['92', '93']);
  });

  it('is a valid copy of an earlier state whatever step it is killed at, and is completed by the next', async () => {
    const evidence = open();
    await grow(evidence, 250);
    await evidence.copyLog();
    await grow(evidence, 300);
    const before = join(base, 'before');
    cpSync(directory, before, { recursive: true });
    let died = 0;
    for (let steps = 0; ; steps += 1) {
      rmSync(directory, { recursive: true });
      cpSync(before, directory, { recursive: true });
      let left = steps;
      const inner = directoryDestination(directory);
      const die = <T>(step: () => Promise<T>) => (left-- > 0 ? step() : Promise.reject(new Error('killed')));
      const dying: LogDestination = {
        ...inner,
        write: (path, bytes) => die(() => inner.write(path, bytes)),
        remove: (path) => die(() => inner.remove(path)),
      };
      const killed = open(house.database, dying);
      await killed.copyLog();
      const size = readCopy();
      expect([251, 551]).toContain(size);
      if (size === 551) break;
      died += 1;
      await open().copyLog();
      expect(readCopy()).toBe(551);
    }
    expect(died).toBeGreaterThan(6);
    expect(readCopy()).toBe(551);
  });

  it('is broken off by a signal and goes on later', async () => {
    const evidence = open();
    await grow(evidence, 600);
    await evidence.copyLog(AbortSignal.abort());
    expect(existsSync(join(directory, 'checkpoint'))).toBe(false);
    await evidence.copyLog();
    expect(readCopy()).toBe(601);
  });

  it('writes over what an earlier step has left of a history that was lost', async () => {
    const evidence = open();
    await grow(evidence, 3);
    await evidence.copyLog();
    await directoryDestination(directory).write('tile/0/000.p/9', Buffer.alloc(32 * 9));
    await grow(evidence, 5);
    await evidence.copyLog();
    expect(readCopy()).toBe(9);
  });

  it('leaves alone a place with another log or a damaged checkpoint, and says so', async () => {
    const evidence = open();
    await grow(evidence, 2);
    await evidence.copyLog();
    const good = file('checkpoint').toString('utf8');
    for (const [text, fault] of [
      [good.replaceAll('example.com', 'example.org'), 'foreign'],
      [good.replace('\n3\n', '\n4\n'), 'damaged'],
      ['', 'damaged'],
    ] as const) {
      writeFileSync(join(directory, 'checkpoint'), text);
      await evidence.copyLog();
      expect(evidence.copies()[0]?.fault).toBe(fault);
      expect(file('checkpoint').toString('utf8')).toBe(text);
    }
    rmSync(directory, { recursive: true });
    writeFileSync(directory, 'not a directory');
    await evidence.copyLog();
    expect(evidence.copies()[0]?.fault).toBe('not-written');
    expect(await grow(evidence, 1)).toBe(1);
  });
});

describe('the guard against forks', () => {
  it('signs nothing on a database that is behind the copy or has another history, until that is accepted on the record', async () => {
    const first = open();
    await grow(first, 5);
    await first.copyLog();
    const published = file('checkpoint').toString('utf8');

    const { database } = await elsewhere();
    const set = open(database);
    expect(await grow(set, 2, database)).toBe(0);
    expect(set.copies()[0]).toMatchObject({ fault: 'set-back', size: 6 });
    // A server without the copy would have signed a fork, which the others notice.
    const unguarded = createEvidence({
      anyPayload: true,
      ...house,
      database,
      log: silentLogger(),
      origin: 'example.com/evidence',
    });
    await grow(unguarded, 20, database);
    expect(await grow(set, 1, database)).toBe(0);
    await set.copyLog();
    expect(set.copies()[0]).toMatchObject({ fault: 'forked', size: 6 });
    expect(file('checkpoint').toString('utf8')).toBe(published);
    // Acts go on being recorded, and are merged once the set-back was accepted.
    const decision = { by: 'staff:1', reason: '硬盘损坏，备份已是最新' };
    const receipt = await database.transaction((tx) => set.acceptSetBack(tx, decision));
    expect(receipt.opening.payload).toMatchObject({ act: 'evidence.set-back-accepted', copied: published });
    expect(JSON.stringify(receipt)).not.toContain('硬盘');
    expect(await set.mergePending()).toBe(2);
    await set.copyLog();
    expect(set.copies()[0]).toMatchObject({ fault: null });
    expect(readCopy()).toBe(25);
    const [aside = ''] = readdirSync(base).filter((name) => name.startsWith(`${basename(directory)}.set-aside-6-`));
    expect(readFileSync(join(dirname(directory), aside, 'checkpoint'), 'utf8')).toBe(published);
    await expect(database.transaction((tx) => set.acceptSetBack(tx, decision))).rejects.toMatchObject({
      code: 'evidence.not-set-back',
    });
  });

  it('notices at once that the database was exchanged for an older one', async () => {
    const evidence = open();
    await grow(evidence, 5);
    await evidence.copyLog();
    const { database } = await elsewhere();
    const again = open(database);
    await database.transaction((tx) => again.recordAct(tx, { kind: 'import', payload: {} }));
    expect(await again.mergePending()).toBe(0);
    expect(await database.transaction((tx) => again.checkpoint(tx))).toContain('\n0\n');
  });
});
