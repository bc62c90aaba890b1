import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A } from '../../../../test/support/evidence-house.ts';
import { createServer } from '../../../http/create-server.ts';
import type { ApiKeyCaller, HttpApp } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/logging.ts';
import {
  leafHash,
  type Receipt,
  registerEvidenceRoutes,
  registerLogRoutes,
  treeHash,
  verifyConsistency,
  verifyInclusion,
} from '../index.ts';

const reader: ApiKeyCaller = {
  kind: 'api-key',
  id: 'k',
  permissions: new Set(['evidence.read', 'evidence.rotate-key', 'evidence.accept-set-back']),
  tier: 0,
};
const KEY = { authorization: 'Bearer reader' };

let house: EvidenceHouse;
let app: HttpApp;
let receipts: Receipt[];
let pending: Receipt;
const noted: { readonly by: string; readonly act: string }[] = [];

beforeAll(async () => {
  house = await openEvidenceHouse();
  app = await createServer({
    log: silentLogger(),
    resolvers: {
      apiKey: async (request) => (request.headers.authorization === KEY.authorization ? reader : undefined),
    },
  });
  registerEvidenceRoutes(app, house.evidence, house.database);
  const noteStaffAct = async (_tx: unknown, act: { readonly by: string; readonly act: string }) => void noted.push(act);
  registerLogRoutes(app, { evidence: house.evidence, database: house.database, noteStaffAct });
  await app.ready();
  const acts = Array.from({ length: 5 }, (_, at) => ({
    kind: 'consent' as const,
    person: PERSON_A,
    payload: { at, nested: { list: [1, 'a', null] } },
  }));
  receipts = await house.database.transaction((tx) => house.evidence.recordActs(tx, acts));
  await house.evidence.mergePending();
  pending = await house.database.transaction((tx) =>
    house.evidence.recordAct(tx, { kind: 'import', payload: { rows: 3 } }),
  );
});
afterAll(async () => {
  await app.close();
  await house.close();
});

async function open(path: string) {
  return app.inject({ url: `/api/v1/evidence/${path}` });
}

describe('receipts over HTTP', () => {
  it('are what the act returned, with place and proof once merged', async () => {
    const receipt = receipts[4] as Receipt;
    const answer = await app.inject({ url: `/api/v1/receipts/${receipt.id}`, headers: KEY });
    expect(answer.statusCode).toBe(200);
    const found = answer.json() as Receipt & { index: number; treeSize: number; inclusion: string[] };
    expect(found).toMatchObject(JSON.parse(JSON.stringify(receipt)) as object);
    expect([found.index, found.treeSize]).toEqual([5, 6]);
    const [, , root] = (await open('checkpoint')).body.split('\n');
    const claim = {
      leaf: Buffer.from(found.leafHash, 'base64url'),
      index: 5n,
      size: 6n,
      root: Buffer.from(root ?? '', 'base64'),
      proof: found.inclusion.map((hash) => Buffer.from(hash, 'base64url')),
    };
    expect(verifyInclusion(claim)).toBe(true);
  });

  it('have no place while they are only promised', async () => {
    const found = (await app.inject({ url: `/api/v1/receipts/${pending.id}`, headers: KEY })).json() as object;
    expect(found).toMatchObject({ id: pending.id, n: null, tag: null });
    expect(found).not.toHaveProperty('index');
  });

  it('are shown to nobody without the permission, and unknown ones are not found', async () => {
    expect((await app.inject({ url: `/api/v1/receipts/${pending.id}` })).statusCode).toBe(401);
    for (const id of [PERSON_A, 'x', '..%2f'])
      expect((await app.inject({ url: `/api/v1/receipts/${id}`, headers: KEY })).statusCode).toBe(404);
  });
});

describe('the log over HTTP, without a key', () => {
  it('serves a checkpoint that a verifier key of the log belongs to', async () => {
    const checkpoint = await open('checkpoint');
    expect(checkpoint.headers['content-type']).toContain('text/plain');
    expect(checkpoint.body.split('\n').slice(0, 2)).toEqual(['example.com/evidence', '6']);
    const [name, id] = (await open('key')).body.split('+');
    expect(name).toBe('example.com/evidence');
    const line = checkpoint.body.split('\n\n— example.com/evidence ')[1] ?? '';
    expect(Buffer.from(line, 'base64').subarray(0, 4).toString('hex')).toBe(id);
  });

  it('serves entries, tiles and proofs that fit together', async () => {
    const entries = await Promise.all(
      [0, 1, 2, 3, 4, 5].map(async (index) => (await open(`entries/${index}`)).json() as { entry: string }),
    );
    const leaves = entries.map(({ entry }) => leafHash(Buffer.from(entry)));
    const tile = await open('tile/0/000.p/6');
    expect(tile.headers['content-type']).toBe('application/octet-stream');
    expect(tile.rawPayload).toEqual(Buffer.concat(leaves));
    const bundle = (await open('tile/entries/000.p/1')).rawPayload;
    expect(bundle.subarray(2).toString()).toBe(entries[0]?.entry);
    const { inclusion } = (await open('proofs/inclusion?index=2&size=5')).json() as { inclusion: string[] };
    const root = treeHash(leaves.slice(0, 5));
    const proof = inclusion.map((hash) => Buffer.from(hash, 'base64url'));
    expect(verifyInclusion({ leaf: leaves[2] as Buffer, index: 2n, size: 5n, root, proof })).toBe(true);
    const { consistency } = (await open('proofs/consistency?from=5&to=6')).json() as { consistency: string[] };
    const extension = {
      oldRoot: root,
      newRoot: treeHash(leaves),
      proof: consistency.map((hash) => Buffer.from(hash, 'base64url')),
    };
    expect(verifyConsistency({ from: 5n, to: 6n, ...extension })).toBe(true);
  });

  it('shows no opening', async () => {
    const answers = await Promise.all(['entries/1', 'tile/entries/000.p/6', 'checkpoint'].map(open));
    const salt = receipts[0]?.opening.salt ?? '?';
    for (const answer of answers) expect(answer.body).not.toMatch(new RegExp(`${salt}|nested`));
  });

  it('answers bad numbers and paths with 4xx, never 500', async () => {
    const statuses = await Promise.all(
      [
        'entries/6',
        'entries/-1',
        'entries/x',
        'entries/1e400',
        'proofs/inclusion?index=1',
        'proofs/inclusion?index=6&size=6',
        'proofs/inclusion?index=0&size=7',
        'proofs/inclusion?index=99999999999999999999&size=3',
        'proofs/consistency?from=0&to=6',
        'proofs/consistency?from=6&to=5',
        'tile/0/000',
        'tile/0/..%2f..%2fetc',
        'tile/x/000',
        'tile/entries/000.p/7',
        'tile/entries/',
      ].map(async (path) => (await open(path)).statusCode),
    );
    expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([]);
  });
});

describe('the log as a whole', () => {
  it('shows its keys to anybody, and who attests it and where it is copied to staff', async () => {
    const keys = (await open('keys')).json() as { items: { verifierKey: string }[] };
    expect(keys.items).toEqual([
      { id: receipts[0]?.key, verifierKey: house.evidence.verifierKey(), since: null, until: null, entry: null },
    ]);
    expect((await open('attestation')).statusCode).toBe(401);
    const state = await app.inject({ url: '/api/v1/evidence/attestation', headers: KEY });
    expect(state.json()).toEqual({ tsa: null, witnesses: [], revocation: null, copies: [], newestKeyHeld: true });
  });

  it('has its key rotated by whoever may, on the trail, and serves every key with its validity', async () => {
    const post = (path: string, payload: object, headers: Record<string, string> = KEY) =>
      app.inject({ method: 'POST', url: `/api/v1/evidence/${path}`, payload, headers });
    expect((await post('signing-keys', {}, {})).statusCode).toBe(401);
    expect((await post('signing-keys', { seed: 'x' })).statusCode).toBe(400);
    const rotated = await post('signing-keys', {});
    expect([rotated.statusCode, rotated.json()]).toMatchObject([201, { key: house.service.signingKey.id }]);
    const accepted = await post('set-backs/accept', { reason: '备份较旧' });
    expect([accepted.statusCode, (accepted.json() as { code: string }).code]).toEqual([409, 'evidence.not-set-back']);
    expect(noted.map(({ act }) => act)).toEqual(['evidence.key-rotated', 'evidence.set-back-accepted']);
    const file = (await open('key')).body.split('\n');
    expect(file.map((line) => line.slice(0, 1))).toEqual(['e', '#', 'e', '#', '']);
    expect(file[0]).toBe(house.evidence.verifierKey());
    expect(file[3]).toContain('until 2026-11-18T12:00:00.000Z');
  });
});
