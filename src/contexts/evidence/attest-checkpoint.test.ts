import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attestedLog, field } from '../../../test/support/attested-log.ts';
import { openBundleLine } from '../../../test/support/bundle-line.ts';
import { type EvidenceHouse, openEvidenceHouse } from '../../../test/support/evidence-house.ts';
import { type LocalTsa, startLocalTsa } from '../../../test/support/local-tsa.ts';
import { type LocalWitness, startLocalWitness } from '../../../test/support/local-witness.ts';
import { checkCosignatures, readWitnessKeys } from '../../../verifier/src/cosignatures.ts';
import { SignatureBudget } from '../../../verifier/src/signature-budget.ts';
import { readTsaRoots } from '../../../verifier/src/timestamp-token.ts';
import { judgeTimestamps, readTimestamps } from '../../../verifier/src/timestamps.ts';
import { verify, verifyWithTimestamps } from '../../../verifier/src/verify.ts';
import { systemClock } from '../../platform/clock.ts';
import { silentLogger } from '../../platform/logging.ts';
import { createEvidence, type Evidence } from './index.ts';

const HOUR = 3_600_000;

let tsa: LocalTsa;
let house: EvidenceHouse;

beforeAll(async () => {
  tsa = await startLocalTsa();
});
afterAll(() => tsa.close());
beforeEach(async () => {
  house = await openEvidenceHouse();
  tsa.answerWith(undefined);
  // OpenSSL stamps with the machine's time.
  house.clock.set(systemClock.now().toISOString());
});
afterEach(() => house.close());

const { open, grow, stateOf, gather, logOf } = attestedLog(() => house);

describe('time-stamps', () => {
  it('are asked for hourly, kept once checked, and hold in the independent verifier', async () => {
    const evidence = open({ tsa });
    expect((await stateOf(evidence)).tsa).toMatchObject({ newest: null, failure: null });
    await evidence.attestation.run();
    expect(tsa.asked()).toBe(0);
    await grow(evidence, 3);
    await evidence.attestation.run();
    await grow(evidence);
    await evidence.attestation.run();
    expect((await stateOf(evidence)).tsa).toMatchObject({ newest: { size: 4, by: 'Test TSA' }, failures: 0 });
    house.clock.advance(HOUR);
    // The TSA's clock is now an hour behind ours: that is not believed.
    await evidence.attestation.run();
    expect((await stateOf(evidence)).tsa).toMatchObject({ newest: { size: 4 }, failure: 'wrong-time', failures: 1 });

    const note = await house.database.transaction((tx) => evidence.checkpoint(tx));
    const { timestamps } = await gather(evidence, [0, 3], 5);
    const log = logOf(note);
    const claims = readTimestamps(field(timestamps), log);
    expect(await judgeTimestamps(claims, undefined)).toMatchObject([{ size: 4, tsa: 'Test TSA', verified: false }]);
    expect(await judgeTimestamps(claims, readTsaRoots(tsa.roots))).toMatchObject([{ size: 4, verified: true }]);
    const other = await startLocalTsa({ key: 'p256' });
    await other.close();
    await expect(judgeTimestamps(claims, readTsaRoots(other.roots))).rejects.toMatchObject({
      reason: { code: 'timestamp' },
    });
    const [stamp] = timestamps;
    for (const changed of [
      { ...stamp, checkpoint: note, consistency: [] },
      { ...stamp, consistency: [] },
      { ...stamp, token: 'AAAA' },
    ])
      expect(() => readTimestamps(field([changed]), log)).toThrow('timestamp');
  });

  it('are asked for after an epoch too, ten minutes after the last at the soonest', async () => {
    const evidence = open({ tsa });
    await grow(evidence);
    await evidence.attestation.run();
    await evidence.makeEpoch();
    await evidence.mergePending();
    const before = tsa.asked();
    house.clock.advance(599_000);
    await evidence.attestation.run();
    expect(tsa.asked()).toBe(before);
    house.clock.advance(1_000);
    await evidence.attestation.run();
    expect(tsa.asked()).toBe(before + 1);
  });

  it('are tried again after failures with growing pauses, and block no act', async () => {
    const evidence = open({ tsa });
    await grow(evidence);
    const failures: unknown[] = [];
    for (const change of [() => 503, () => Buffer.from('<html>'), (_: Buffer, reply: () => Buffer) => flip(reply())]) {
      tsa.answerWith(change);
      await evidence.attestation.run();
      failures.push((await stateOf(evidence)).tsa?.failure);
      const before = tsa.asked();
      await evidence.attestation.run();
      expect(tsa.asked()).toBe(before);
      await grow(evidence);
      house.clock.advance(4 * 60_000);
    }
    expect(failures).toEqual(['http-503', 'not-a-response', expect.any(String)]);
    tsa.answerWith(undefined);
    house.clock.set(systemClock.now().toISOString());
    await house.database.transaction((tx) =>
      tx.execute(`update evidence.attestor set next_try = $1`, [house.clock.now()]),
    );
    await evidence.attestation.run();
    expect((await stateOf(evidence)).tsa).toMatchObject({ failure: null, failures: 0, newest: { by: 'Test TSA' } });
  });

  it('are asked for by one of several servers', async () => {
    const servers = [open({ tsa }), open({ tsa })] as const;
    await grow(servers[0]);
    const before = tsa.asked();
    await Promise.all(servers.map((server) => server.attestation.run()));
    expect(tsa.asked() - before).toBe(1);
  });

  it('need roots and witnesses that can be read', () => {
    expect(() => open({ tsa: { url: tsa.url, roots: 'none' } })).toThrow('evidence.bad-tsa-roots');
    for (const witnesses of ['x', 'x http://127.0.0.1', 'w+00000000+BAAA http://127.0.0.1'])
      expect(() => open({ witnesses }), witnesses).toThrow('evidence.bad-witness');
  });
});

function flip(bytes: Buffer): Buffer {
  const at = bytes.length - 10;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

describe('cosignatures', () => {
  let witness: LocalWitness;
  let evidence: Evidence;
  let keys: string[];
  beforeEach(async () => {
    keys = [house.evidence.verifierKey()];
    witness = await startLocalWitness(
      'witness.example/w1',
      () => keys,
      () => house.clock.now(),
    );
    evidence = open({ witnesses: `# test\n${witness.key} ${witness.url}/\n` });
  });
  afterEach(() => witness.close());

  async function ask(): Promise<unknown> {
    house.clock.advance(2 * HOUR);
    await evidence.attestation.run();
    const [state] = (await stateOf(evidence)).witnesses;
    return state?.failure ?? state?.newest?.size;
  }

  it('are got with consistency proofs, published with the checkpoint, and hold in the verifier', async () => {
    await grow(evidence, 2);
    expect(await ask()).toBe(3);
    await grow(evidence, 300);
    expect(await ask()).toBe(303);
    expect(witness.answered).toEqual([200, 200]);
    const note = await house.database.transaction((tx) => evidence.checkpoint(tx));
    expect(note.split('\n')).toHaveLength(7);
    const trusted = readWitnessKeys(witness.key);
    const cosigned = (text: string, most = 10) =>
      checkCosignatures([logOf(text).checkpoint], trusted, 'x', new SignatureBudget(most));
    expect(cosigned(note)).toMatchObject([{ size: 303, witness: 'witness.example/w1' }]);
    // One line over and over ends at the bound.
    const often = `${note}${`${note.split('\n')[5]}\n`.repeat(20)}`;
    expect(cosigned(often, 21)).toHaveLength(21);
    expect(() => cosigned(often, 20)).toThrow('signatures');
    expect(() => cosigned(`${note.split('\n').slice(0, 5).join('\n')}\n`)).toThrow('witness');
    const line = note.split('\n')[5] ?? '';
    const broken = note.replace(line, `${line.slice(0, -12)}AAAA${line.slice(-8)}`);
    expect(() => cosigned(broken)).toThrow('witness');
    const { history } = await gather(evidence, [], 303);
    expect(history).toEqual([]);
    await grow(evidence);
    expect((await gather(evidence, [], 304)).history).toMatchObject([{ checkpoint: note }]);
  });

  it('go on from the size that the witness tells', async () => {
    await grow(evidence, 2);
    await ask();
    await house.database.transaction((tx) => tx.execute('delete from evidence.cosignature'));
    await grow(evidence, 5);
    expect(await ask()).toBe(8);
    expect(witness.answered).toEqual([200, 409, 200]);
  });

  it('are refused with a reason when the witness does not know us, or has seen more or something else', async () => {
    await grow(evidence, 2);
    const [key] = keys.splice(0, 1);
    expect(await ask()).toBe('log-not-known');
    keys.push(otherKey());
    expect(await ask()).toBe('key-not-trusted');
    keys.splice(0, 1, key as string);
    witness.seen.set('example.com/evidence', { size: 9, root: Buffer.alloc(32) });
    expect(await ask()).toBe('witness-is-ahead');
    witness.seen.set('example.com/evidence', { size: 2, root: Buffer.alloc(32) });
    expect(await ask()).toBe('not-consistent');
    witness.seen.clear();
    witness.answerWith((lines) => lines.replace(/.{8}\n$/, 'AAAAAAA=\n'));
    expect(await ask()).toBe('no-valid-cosignature');
    witness.seen.set('example.com/evidence', { size: 3, root: Buffer.alloc(32) });
    expect(await ask()).toBe('other-root-at-same-size');
    await witness.close();
    expect(await ask()).toBe('unreachable');
  });

  // The log's name with a key that is not the log's.
  function otherKey(): string {
    const encoded = Buffer.concat([Buffer.of(1), Buffer.alloc(32, 7)]).toString('base64');
    return `example.com/evidence+00000000+${encoded}`;
  }
});

describe('a bundle', () => {
  it('carries time-stamps and cosignatures, which the verifier checks against given roots and witnesses', async () => {
    const line = await openBundleLine();
    const { clock, database } = line.house;
    clock.set(systemClock.now().toISOString());
    const witness = await startLocalWitness(
      'witness.example/w1',
      () => [line.house.evidence.verifierKey()],
      () => clock.now(),
    );
    const attestation = { tsa, witnesses: `${witness.key} ${witness.url}` };
    const evidence = createEvidence({
      anyPayload: true,
      ...line.house,
      log: silentLogger(),
      origin: 'example.com/evidence',
      attestation,
    });
    await evidence.mergePending();
    await evidence.attestation.run();
    await witness.close();
    const size = await database.transaction(async (tx) => (await evidence.attestation.state(tx)).tsa?.newest?.size);
    const text = await line.issue({ related: [line.notice] });
    const parts = (JSON.parse(text) as { bundle: { timestamps: unknown[]; history: unknown[] } }).bundle;
    expect([size, parts.timestamps.length, parts.history.length]).toEqual([7, 1, 1]);

    const options = { key: evidence.verifierKey(), witness: witness.key };
    const verdict = await verifyWithTimestamps(text, { ...options, tsaRoots: tsa.roots });
    expect(verdict).toMatchObject({ ok: true });
    expect(verdict.ok ? verdict.account.en : '').toContain('Test TSA');
    const stranger = await startLocalTsa({ key: 'p256' });
    await stranger.close();
    expect(await verifyWithTimestamps(text, { ...options, tsaRoots: stranger.roots })).toMatchObject({
      reason: { code: 'timestamp' },
    });
    const bare = line.resealed(text, (bundle) => Object.assign(bundle, { history: [] }));
    expect(verify(bare, options)).toMatchObject({ reason: { code: 'witness' } });
    expect(verify(bare, { key: options.key })).toMatchObject({ ok: true });
    await line.house.close();
  });
});
