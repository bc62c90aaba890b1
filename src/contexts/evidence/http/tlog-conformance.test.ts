import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse } from '../../../../test/support/evidence-house.ts';
import { createServer } from '../../../http/create-server.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { registerEvidenceRoutes, verifyConsistency, verifyInclusion } from '../index.ts';

// A client written from the texts of C2SP tlog-tiles and tlog-checkpoint and RFC 6962 alone: it uses nothing of ours but the two verifying functions,
// which the vectors of `npm run conformance` hold.
let house: EvidenceHouse;
let app: HttpApp;
beforeAll(async () => {
  house = await openEvidenceHouse();
  app = await createServer({ log: silentLogger(), resolvers: {} });
  registerEvidenceRoutes(app, house.evidence, house.database);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await house.close();
});

const sha256 = (...parts: (Buffer | number)[]): Buffer =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : part))))
    .digest();

/** MTH of RFC 6962, section 2.1, by its recursive definition. */
function mth(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return only;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(0x01, mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

async function get(path: string, type: string): Promise<Buffer> {
  const answer = await app.inject({ url: `/api/v1/evidence/${path}` });
  expect([path, answer.statusCode, answer.headers['content-type']]).toEqual([path, 200, type]);
  return answer.rawPayload;
}

const statusOf = async (path: string): Promise<number> =>
  (await app.inject({ url: `/api/v1/evidence/${path}` })).statusCode;

/** The tiles of a level of a tree, full ones and the partial one, as the specification lists them. */
function tilePaths(level: string, hashes: number): { path: string; width: number }[] {
  const number = (n: number) => String(n).padStart(3, '0');
  const full = Array.from({ length: Math.floor(hashes / 256) }, (_, n) => ({
    path: `tile/${level}/${number(n)}`,
    width: 256,
  }));
  const rest = hashes % 256;
  return rest === 0 ? full : [...full, { path: `tile/${level}/${number(full.length)}.p/${rest}`, width: rest }];
}

async function readAll(level: string, hashes: number): Promise<Buffer[]> {
  const tiles = tilePaths(level, hashes);
  return Promise.all(tiles.map(({ path }) => get(path, 'application/octet-stream')));
}

function entriesOf(bundle: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at < bundle.length; ) {
    const end = at + 2 + bundle.readUInt16BE(at);
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

const hashesOf = (tile: Buffer): Buffer[] =>
  Array.from({ length: tile.length / 32 }, (_, at) => tile.subarray(at * 32, at * 32 + 32));

async function checkTree(size: number): Promise<void> {
  const note = (await get('checkpoint', 'text/plain; charset=utf-8')).toString('utf8');
  const [origin, spelled, root = '', empty, ...signatures] = note.split('\n');
  expect([origin, spelled, empty]).toEqual(['example.com/evidence', String(size), '']);
  expect(signatures).toEqual([expect.stringMatching(/^— example\.com\/evidence [A-Za-z0-9+/]{91}=$/), '']);
  expect(Buffer.from(root, 'base64').toString('base64')).toBe(root);
  const leaves = (await readAll('0', size)).flatMap(hashesOf);
  const entries = (await readAll('entries', size)).flatMap(entriesOf);
  expect(leaves).toEqual(entries.map((entry) => sha256(0x00, entry)));
  expect(mth(leaves).toString('base64')).toBe(root);
  // A hash of level 1 is the tree hash of a full tile of level 0; partial ones are never hashed into it.
  const above = (await readAll('1', Math.floor(size / 256))).flatMap(hashesOf);
  expect(above).toEqual(
    Array.from({ length: Math.floor(size / 256) }, (_, at) => mth(leaves.slice(at * 256, at * 256 + 256))),
  );
  await checkProofs(leaves);
}

async function checkProofs(leaves: readonly Buffer[]): Promise<void> {
  const size = leaves.length;
  const read = async (path: string, member: string) => {
    const answer = JSON.parse((await get(path, 'application/json; charset=utf-8')).toString()) as Record<
      string,
      string[]
    >;
    return (answer[member] ?? []).map((hash) => Buffer.from(hash, 'base64url'));
  };
  const root = mth(leaves);
  for (const index of new Set([0, size - 1, size >> 1, Math.min(255, size - 1), Math.min(256, size - 1)])) {
    const proof = await read(`proofs/inclusion?index=${index}&size=${size}`, 'inclusion');
    const leaf = leaves[index] ?? root;
    const claim = { leaf, index: BigInt(index), size: BigInt(size), root, proof };
    expect(verifyInclusion(claim), `${index} of ${size}`).toBe(true);
    if (size > 1) expect(verifyInclusion({ ...claim, index: BigInt((index + 1) % size) })).toBe(false);
  }
  for (const from of new Set([1, size, Math.max(1, size - 1), Math.max(1, size >> 1), Math.min(256, size)])) {
    const proof = await read(`proofs/consistency?from=${from}&to=${size}`, 'consistency');
    const [oldRoot, ends] = [mth(leaves.slice(0, from)), { from: BigInt(from), to: BigInt(size) }];
    expect(verifyConsistency({ ...ends, oldRoot, newRoot: root, proof }), `${from} to ${size}`).toBe(true);
    expect(proof.length === 0).toBe(from === size);
  }
}

it('serves every tree of an edge size so that a client of the specifications rebuilds it', async () => {
  const { database, evidence } = house;
  let size = 0;
  for (const next of [1, 2, 3, 4, 5, 7, 8, 9, 255, 256, 257, 511, 512, 513]) {
    const acts = Array.from({ length: next - size }, (_, at) => ({ kind: 'import' as const, payload: { at } }));
    await database.transaction((tx) => evidence.appendActs(tx, acts));
    await evidence.mergePending();
    size = next;
    await checkTree(size);
  }
});

it('serves no tile that the specification does not know', async () => {
  for (const path of [
    'tile/0/002.p/0',
    'tile/0/002.p/2',
    'tile/0/002.p/256',
    'tile/0/002.p/01',
    'tile/0/003',
    'tile/0/0',
    'tile/0/0000',
    'tile/0/x000/000',
    'tile/00/000',
    'tile/2/000.p/1',
    'tile/64/000',
    'tile/-1/000',
    'tile/1/000.p/3',
    'tile/entries/002.p/2',
    'tile/entries/003',
  ])
    expect([path, await statusOf(path)]).toEqual([path, 404]);
  // Partial tiles of earlier checkpoints are still served.
  for (const path of ['tile/0/000.p/9', 'tile/0/001.p/255', 'tile/1/000.p/1', 'tile/entries/001.p/1'])
    expect([path, await statusOf(path)]).toEqual([path, 200]);
  const answer = await app.inject({ url: '/api/v1/evidence/tile/0/000' });
  expect(answer.headers['cache-control']).toContain('immutable');
  expect(answer.rawPayload).toHaveLength(8192);
});
