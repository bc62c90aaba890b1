import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEvidence, directoryDestination, leafHash, treeHash } from '../../src/contexts/evidence/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openKeyring } from '../../src/platform/keyring/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { FAULT_LIMIT } from '../support/fault-rounds.ts';
import { startProgram } from '../support/start-program.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { until } from '../support/until.ts';
import { verifyNote } from '../support/verify-note.ts';

const SERVER = new URL('../support/programs/rotate-and-copy.ts', import.meta.url);
const PERSONS = ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002'];

let test: TestDatabase;
let base: string;
beforeAll(async () => {
  test = await createTestDatabase({ contexts: ['evidence'] });
  base = mkdtempSync(join(tmpdir(), 'zhinuo-log-kills-'));
  openKeyring({ directory: join(base, 'keys'), clock: systemClock });
});
afterAll(async () => {
  await test.drop();
  rmSync(base, { recursive: true, force: true });
});

function another(copy: string) {
  const { service } = openKeyring({ directory: join(base, 'keys'), clock: systemClock });
  const { database } = test;
  const copies = [directoryDestination(join(base, copy))];
  const evidence = createEvidence({
    anyPayload: true,
    clock: systemClock,
    service,
    database,
    log: silentLogger(),
    copies,
    origin: 'example.com/evidence',
  });
  return { evidence, service };
}

/** Checks a copy as a stranger would and gives its size; 0 while there is none. */
function checkCopy(copy: string, keys: readonly string[]): number {
  const path = join(base, copy, 'checkpoint');
  if (!existsSync(path)) return 0;
  const note = readFileSync(path, 'utf8');
  expect(keys.some((key) => verifyNote(note, key))).toBe(true);
  const [, sizeText = '', root] = note.split('\n');
  const size = Number(sizeText);
  const leaves: Buffer[] = [];
  for (let tile = 0; tile * 256 < size; tile += 1) {
    const width = Math.min(256, size - tile * 256);
    const name = String(tile).padStart(3, '0');
    const full = join(base, copy, 'tile/entries', name);
    const bundle = readFileSync(width === 256 || existsSync(full) ? full : `${full}.p/${width}`);
    for (let at = 0; at < bundle.length && leaves.length < size; at += 2 + bundle.readUInt16BE(at))
      leaves.push(leafHash(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at))));
  }
  expect(treeHash(leaves).toString('base64')).toBe(root);
  return size;
}

it(
  'two servers that rotate, record and copy, killed at any moment: one key signs, none is lost, copies stay whole',
  async () => {
    for (const counts of [
      [3, 9],
      [8, 2],
      [6, 6],
    ]) {
      const servers = await Promise.all(
        PERSONS.map((person, at) =>
          startProgram(SERVER, [test.url, join(base, 'keys'), join(base, `copy-${at}`), person]),
        ),
      );
      await Promise.all(
        servers.map(async (server, at) => {
          await server.line((line) => line === `rotated ${counts[at] ?? 1}`);
          await server.line((line) => line.startsWith('copied'));
          await server.kill();
        }),
      );
      const { evidence, service } = another('copy-0');
      // Every key of the order is in the file: nothing that one server added was written over by the other.
      expect(await evidence.keys.follow()).toBe(true);
      const keys = await test.database.transaction((tx) => evidence.keys.list(tx));
      const held = new Set(service.signingKeys.map(({ id }) => id));
      expect(keys.filter(({ id }) => !held.has(id))).toEqual([]);
      expect(service.signingKey.id).toBe(keys[0]?.id);
      // At most one key is prepared and not in use.
      expect(service.signingKeys.length - keys.length).toBeLessThanOrEqual(1);
      for (const copy of ['copy-0', 'copy-1'])
        checkCopy(
          copy,
          keys.map(({ verifierKey }) => verifierKey),
        );
    }
    const finished = ['copy-0', 'copy-1'].map(another);
    for (const { evidence } of finished) await evidence.keys.follow();
    await until(async () => {
      for (const { evidence } of finished) {
        await evidence.mergePending();
        await evidence.copyLog();
      }
      return finished.every(({ evidence }) => evidence.copies()[0]?.fault === null);
    });
    const keys = await test.database.transaction((tx) => another('copy-0').evidence.keys.list(tx));
    const verifierKeys = keys.map(({ verifierKey }) => verifierKey);
    const sizes = ['copy-0', 'copy-1'].map((copy) => checkCopy(copy, verifierKeys));
    expect(Math.min(...sizes)).toBeGreaterThan(100);
  },
  FAULT_LIMIT,
);
