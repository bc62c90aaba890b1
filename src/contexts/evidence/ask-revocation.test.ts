import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A } from '../../../test/support/evidence-house.ts';
import { type LocalAuthority, startLocalAuthority } from '../../../test/support/local-authority.ts';
import { type LocalTsa, startLocalTsa } from '../../../test/support/local-tsa.ts';
import { readCheckpoint } from '../../../verifier/src/checkpoint.ts';
import { Claims } from '../../../verifier/src/inclusion.ts';
import { readSigners } from '../../../verifier/src/signers.ts';
import { parseStrictly } from '../../../verifier/src/strict-json.ts';
import { readTsaRoots } from '../../../verifier/src/timestamp-token.ts';
import { judgeTimestamps, readTimestamps, type TimestampFinding } from '../../../verifier/src/timestamps.ts';
import { systemClock } from '../../platform/clock.ts';
import { silentLogger } from '../../platform/logging.ts';
import { createEvidence, type Evidence } from './index.ts';

const DAY = 24 * 3_600_000;
let tsa: LocalTsa;
let authority: LocalAuthority;
let house: EvidenceHouse;

beforeAll(async () => {
  tsa = await startLocalTsa({ key: 'p256' });
  authority = await startLocalAuthority(tsa);
});
afterAll(async () => {
  await authority.close();
  await tsa.close();
});
beforeEach(async () => {
  house = await openEvidenceHouse();
  tsa.restore();
  // OpenSSL stamps and answers with the machine's time.
  house.clock.set(systemClock.now().toISOString());
});
afterEach(() => house.close());

function open(...lines: string[]): Evidence {
  const revocation = lines.join('\n');
  const log = { log: silentLogger(), origin: 'example.com/evidence' };
  return createEvidence({ anyPayload: true, ...house, ...log, attestation: { tsa: { ...tsa, revocation } } });
}

async function grow(evidence: Evidence): Promise<void> {
  await house.database.transaction((tx) =>
    evidence.recordActs(tx, [{ kind: 'consent', person: PERSON_A, payload: {} }]),
  );
  await evidence.mergePending();
}

const stateOf = (evidence: Evidence) => house.database.transaction((tx) => evidence.attestation.state(tx));

/** What the independent verifier says of the time-stamps that a bundle would carry now. */
async function judged(evidence: Evidence): Promise<TimestampFinding[]> {
  const field = (value: unknown) => ({ value: parseStrictly(JSON.stringify(value), ''), at: 'x' });
  const [note, { timestamps }] = await house.database.transaction(async (tx) => {
    const newest = await evidence.checkpoint(tx);
    return [newest, await evidence.attestation.gather(tx, [0], Number(newest.split('\n')[1]))] as const;
  });
  const { id, publicKey } = house.service.signingKey;
  const signers = readSigners(field([{ id, publicKey: publicKey.toString('base64url') }]));
  const checkpoint = readCheckpoint(field(note), signers);
  const claims = readTimestamps(field(timestamps), { version: 2, checkpoint, signers, claims: new Claims() });
  return judgeTimestamps(claims, readTsaRoots(tsa.roots), [], systemClock.now());
}

describe('whether the certificates behind time-stamps are revoked', () => {
  it.each([
    ['OCSP', () => [`ocsp ${authority.url}/ocsp/middle`, `ocsp ${authority.url}/ocsp/root`]],
    ['lists', () => [`crl ${authority.url}/crl/middle`, '# the root', '', `crl ${authority.url}/crl/root`]],
    ['both', () => [`ocsp ${authority.url}/ocsp/middle`, `crl ${authority.url}/crl/root`]],
  ])('is asked after a stamp (%s), and goes into bundles, where it is verified offline', async (_what, lines) => {
    const evidence = open(...lines());
    await grow(evidence);
    await evidence.attestation.run();
    expect((await stateOf(evidence)).revocation).toMatchObject({ failure: null, newest: { size: expect.any(Number) } });
    expect(await judged(evidence)).toMatchObject([{ verified: true, revocation: { state: 'clear' } }]);
    const before = authority.asked();
    house.clock.advance(DAY / 8);
    await evidence.attestation.run();
    expect(authority.asked()).toBe(before);
    house.clock.advance(DAY / 4);
    await evidence.attestation.run();
    expect(authority.asked()).toBeGreaterThan(before);
  });

  it('is said not to be known where nobody answers, and asked nobody where no address is set', async () => {
    const evidence = open(`ocsp ${authority.url}/nothing/there`);
    await grow(evidence);
    await evidence.attestation.run();
    expect((await stateOf(evidence)).revocation).toMatchObject({ failure: 'no-answer', newest: null });
    expect(await judged(evidence)).toMatchObject([{ verified: true, revocation: { state: 'unchecked' } }]);
    const without = createEvidence({ ...house, log: silentLogger(), attestation: { tsa } });
    expect((await stateOf(without)).revocation).toBe(null);
  });

  it('takes a stamp out of bundles, and takes no new one, when a certificate was revoked so that it proves nothing', async () => {
    const evidence = open(`ocsp ${authority.url}/ocsp/middle`);
    await grow(evidence);
    tsa.revoke('tsa', 'keyCompromise', '20400101000000Z');
    await evidence.attestation.run();
    expect((await stateOf(evidence)).revocation).toMatchObject({ failure: 'certificate-revoked' });
    expect(await judged(evidence)).toEqual([]);
    await grow(evidence);
    await house.database.transaction((tx) =>
      tx.execute(`update evidence.attestor set next_try = $1`, [house.clock.now()]),
    );
    await evidence.attestation.run();
    expect((await stateOf(evidence)).tsa).toMatchObject({ failure: 'certificate-revoked' });
  });

  it('leaves a stamp in bundles that was made before its certificate was superseded', async () => {
    const evidence = open(`ocsp ${authority.url}/ocsp/middle`, `ocsp ${authority.url}/ocsp/root`);
    await grow(evidence);
    tsa.revoke('tsa', 'superseded', '20400101000000Z');
    await evidence.attestation.run();
    expect(await judged(evidence)).toMatchObject([{ verified: true, revocation: { state: 'clear' } }]);
  });

  it('is asked at no address that is not one', () => {
    for (const line of ['ocsp', 'ocsp nowhere', 'ldap ldap://example.cn', `crl ${authority.url} more`, 'crl ftp://a'])
      expect(() => open(line), line).toThrow('evidence.bad-revocation-address');
  });
});
