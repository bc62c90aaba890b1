import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT } from '../../../test/support/bundle-line.ts';
import { PERSON_A } from '../../../test/support/evidence-house.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { verifyNote } from '../../../test/support/verify-note.ts';
import { verify } from '../../../verifier/src/verify.ts';
import { ManualClock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/index.ts';
import { openKeyring, type ServiceRing } from '../../platform/keyring/index.ts';
import { silentLogger } from '../../platform/logging.ts';
import { createEvidence, type Evidence, OVERLAP_MS } from './index.ts';

const clock = new ManualClock('2026-11-11T12:00:00.000Z');
let test: TestDatabase;
let directory: string;
beforeEach(async () => {
  clock.set('2026-11-11T12:00:00.000Z');
  test = await createTestDatabase({ contexts: ['evidence'] });
  directory = mkdtempSync(join(tmpdir(), 'zhinuo-rotation-'));
});
afterEach(async () => {
  await test.drop();
  rmSync(directory, { recursive: true, force: true });
});

interface Server {
  readonly evidence: Evidence;
  readonly service: ServiceRing;
}

/** A server that has just started on the same database and key directory. */
async function start(wrap: (service: ServiceRing) => ServiceRing = (service) => service): Promise<Server> {
  const service = wrap(openKeyring({ directory, clock }).service);
  const { database } = test;
  const evidence = createEvidence({
    anyPayload: true,
    clock,
    service,
    database,
    log: silentLogger(),
    origin: 'example.com/evidence',
  });
  await evidence.keys.follow();
  return { evidence, service };
}

const act = <T>(work: (tx: Tx) => Promise<T>) => test.database.transaction(work);
const nothing = async () => undefined;

async function consent({ evidence }: Server) {
  const receipt = await act((tx) => evidence.recordAct(tx, { kind: 'consent', person: PERSON_A, payload: { a: 1 } }));
  await evidence.mergePending();
  return receipt;
}

async function bundle({ evidence }: Server): Promise<string> {
  return act(async (tx) => {
    const parts = await evidence.personBundle(tx, await evidence.endKey(tx, PERSON_A));
    return evidence.sealBundle({ parts, notices: [], account: ACCOUNT });
  });
}

const checkpointOf = ({ evidence }: Server) => act((tx) => evidence.checkpoint(tx));
const keysOf = ({ evidence }: Server) => act((tx) => evidence.keys.list(tx));

describe('rotating the signing key', () => {
  it('signs with the new key, with both during the overlap, and keeps what the old one signed', async () => {
    const server = await start();
    const old = await consent(server);
    const before = await bundle(server);
    const oldKey = server.evidence.verifierKey();
    const { receipt, key } = await server.evidence.keys.rotate(nothing);
    expect([old.key, receipt.key]).toEqual([receipt.key, old.key]);
    const fresh = await consent(server);
    expect(fresh.key).toBe(key.id);
    const newKey = server.evidence.verifierKey();
    expect(newKey).not.toBe(oldKey);
    const both = await checkpointOf(server);
    expect([verifyNote(both, oldKey), verifyNote(both, newKey)]).toEqual([true, true]);
    expect(await act((tx) => server.evidence.receipt(tx, old.id))).toMatchObject({
      key: old.key,
      signature: old.signature,
    });

    // Trust in the old key reaches the new one through the entry; trust in the new key alone does not reach back to old promises.
    await consent(server);
    const after = await bundle(server);
    expect(verify(before, { key: oldKey })).toMatchObject({ ok: true });
    for (const trusted of [oldKey, newKey, await act((tx) => server.evidence.keys.file(tx))])
      expect(verify(after, { key: trusted }), trusted).toMatchObject({ ok: true, signer: { verified: true } });
    expect(verify(before, { key: newKey })).toMatchObject({ ok: false, reason: { code: 'untrusted' } });
    const other = newKey.replace('example.com', 'example.org');
    expect(verify(after, { key: other })).toMatchObject({ ok: false });

    clock.advance(OVERLAP_MS);
    await consent(server);
    const alone = await checkpointOf(server);
    expect([verifyNote(alone, oldKey), verifyNote(alone, newKey)]).toEqual([false, true]);
    const until = new Date(Date.parse('2026-11-11T12:00:00.000Z') + OVERLAP_MS);
    expect(await keysOf(server)).toMatchObject([
      { verifierKey: newKey, until: null, entry: receipt.id },
      { verifierKey: oldKey, since: null, until, entry: null },
    ]);
  });

  it('is followed by the verifier over several steps, and not when a signature of a step was changed', async () => {
    const server = await start();
    await consent(server);
    const first = server.evidence.verifierKey();
    await server.evidence.keys.rotate(nothing);
    await server.evidence.keys.rotate(nothing);
    await consent(server);
    const text = await bundle(server);
    expect(verify(text, { key: first })).toMatchObject({ ok: true });
    const file = JSON.parse(text) as { bundle: { related: { entry: string; opening: { payload: Payload } }[] } };
    const steps = file.bundle.related.filter(({ entry }) => entry.includes('"signing-key"'));
    expect(steps).toHaveLength(2);
    for (const step of steps) {
      const { payload } = step.opening;
      for (const side of ['from', 'to'] as const) {
        const good = payload.signatures[side];
        payload.signatures[side] = good.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'));
        expect(verify(JSON.stringify(file), { key: first })).toMatchObject({ reason: { code: 'succession' } });
        payload.signatures[side] = good;
      }
    }
    file.bundle.related = file.bundle.related.filter((entry) => entry !== steps[1]);
    expect(verify(JSON.stringify(file), { key: first })).toMatchObject({ reason: { code: 'untrusted' } });
  });

  interface Payload {
    readonly signatures: { from: string; to: string };
  }

  it('leaves exactly one key signing, whatever step it is killed at', async () => {
    const server = await start();
    await consent(server);
    const oldKey = server.service.signingKey.id;
    // Killed after the key was prepared: nothing has changed, and the next rotation takes the prepared one.
    const prepared = server.service.prepareSigningKey();
    const again = await start();
    expect((await consent(again)).key).toBe(oldKey);
    expect(await keysOf(again)).toHaveLength(1);
    // Killed inside the transaction: the same.
    const killed = () => Promise.reject(new Error('killed'));
    await expect(again.evidence.keys.rotate(killed)).rejects.toThrow('killed');
    expect((await consent(await start())).key).toBe(oldKey);
    // Killed after the commit, before this process uses it: the next start takes the key that the log names.
    const dying = await start((service) => ({
      ...service,
      get signingKey() {
        return service.signingKey;
      },
      get signingKeys() {
        return service.signingKeys;
      },
      useSigningKey: (id) => {
        if (id === prepared.id) throw new Error('killed');
        return service.useSigningKey(id);
      },
    }));
    await expect(dying.evidence.keys.rotate(nothing)).rejects.toThrow('killed');
    expect(dying.service.signingKey.id).toBe(oldKey);
    const next = await start();
    expect(next.service.signingKey.id).toBe(prepared.id);
    expect((await consent(next)).key).toBe(prepared.id);
  });

  it('is taken up by other servers, and no key is lost when two rotate at the same time', async () => {
    const [one, two] = [await start(), await start()];
    await consent(one);
    await one.evidence.keys.rotate(nothing);
    expect(await two.evidence.keys.follow()).toBe(true);
    expect(two.service.signingKey.id).toBe(one.service.signingKey.id);
    await Promise.all([one, two, one, two].map((server) => server.evidence.keys.rotate(nothing)));
    expect(await keysOf(one)).toHaveLength(6);
    for (const server of [one, two]) expect(await server.evidence.keys.follow()).toBe(true);
    expect(two.service.signingKey.id).toBe(one.service.signingKey.id);
    const ids = (await keysOf(one)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(verify(await bundle(two), { key: (await keysOf(one)).at(-1)?.verifierKey ?? '' })).toMatchObject({
      ok: true,
    });
  });

  it('goes on with the newest key that is there when a backup of the keys lacks the newest, and says so', async () => {
    const server = await start();
    const backup = join(directory, '..', `${Date.parse('2026-11-11')}-service.json`);
    copyFileSync(join(directory, 'service.json'), backup);
    const first = await consent(server);
    await server.evidence.keys.rotate(nothing);
    copyFileSync(backup, join(directory, 'service.json'));
    rmSync(backup);
    const poorer = await start();
    expect(poorer.evidence.keys.held).toBe(false);
    expect((await consent(poorer)).key).toBe(first.key);
    await expect(poorer.evidence.keys.rotate(nothing)).rejects.toMatchObject({ code: 'evidence.signing-key-missing' });
  });
});
