import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withRevocation } from '../../src/contexts/evidence/domain/revocable-token.ts';
import { answering, ocspAnswer } from '../../test/support/local-authority.ts';
import { type LocalTsa, startLocalTsa, tokenOf } from '../../test/support/local-tsa.ts';
import { Refusal } from './refusal.ts';
import { checkRevocation, type Revocation, readTsaCrls } from './revocation.ts';
import { checkToken, readToken, readTsaRoots } from './timestamp-token.ts';

const DATA = Buffer.from(
  'example.com/log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— example.com/log AAAA\n',
);
// OpenSSL's `ts` stamps by the machine's clock, which is between these.
const BEFORE = '20260101000000Z';
const AFTER = '20400101000000Z';
const LATER = '20410101000000Z';

let tsa: LocalTsa;
let token: Buffer;
beforeAll(async () => {
  tsa = await startLocalTsa({ key: 'p256' });
  token = tokenOf(tsa.answer(DATA));
});
afterAll(() => tsa.close());
beforeEach(() => tsa.restore());

/** What the lists come to, or the English reason of the refusal. */
async function judged(lists: string, of: Uint8Array = token): Promise<Revocation | string> {
  try {
    const read = readToken(of, DATA, 'x');
    const path = await checkToken(read, DATA, readTsaRoots(tsa.roots), 'x');
    return await checkRevocation(read, path, lists === '' ? [] : readTsaCrls(lists, undefined), 'x');
  } catch (error) {
    if (error instanceof Refusal) return error.reason.en;
    throw error;
  }
}

const both = (made: string) => tsa.list('middle', made) + tsa.list('root', made);

describe('lists of revoked certificates', () => {
  it('that name nobody clear a stamp up to the day they were made, each certificate by its own issuer', async () => {
    expect(await judged('')).toEqual({ state: 'unchecked' });
    expect(await judged(both(AFTER))).toEqual({ state: 'clear', asOf: '2040-01-01T00:00:00.000Z' });
    expect(await judged(both(BEFORE))).toEqual({ state: 'older', asOf: '2026-01-01T00:00:00.000Z' });
    expect(await judged(tsa.list('middle', AFTER))).toEqual({ state: 'partly' });
    expect(await judged(tsa.list('root', AFTER))).toEqual({ state: 'partly' });
    // The newest list of each issuer counts, and of those the oldest.
    expect(await judged(tsa.list('root', LATER) + both(AFTER) + tsa.list('middle', BEFORE))).toMatchObject({
      asOf: '2040-01-01T00:00:00.000Z',
    });
  });

  it.each([
    ['tsa', 'superseded', BEFORE, 'had been revoked when it was made'],
    ['tsa', undefined, BEFORE, 'had been revoked when it was made'],
    ['middle', 'cessationOfOperation', BEFORE, 'had been revoked when it was made'],
    ['tsa', 'keyCompromise', AFTER, 'nothing it signed is believed'],
    ['tsa', undefined, AFTER, 'nothing it signed is believed'],
    ['middle', 'CACompromise', AFTER, 'nothing it signed is believed'],
    ['tsa', 'holdInstruction,holdInstructionReject', AFTER, 'nothing it signed is believed'],
  ] as const)('refuse a stamp of a %s revoked for %s at %s', async (which, reason, at, told) => {
    tsa.revoke(which, reason, at);
    expect(await judged(both(LATER))).toContain(told);
    // Said by the one list that there is.
    expect(await judged(tsa.list(which === 'tsa' ? 'middle' : 'root', LATER))).toContain(told);
    // A list made before it happened knows nothing of it.
    if (at === AFTER) expect(await judged(tsa.before(() => both(BEFORE)))).toMatchObject({ state: 'older' });
  });

  it.each(['unspecified', 'affiliationChanged', 'superseded', 'cessationOfOperation'])(
    'leave a stamp good that was made before its certificate was revoked as %s (RFC 3161, section 4)',
    async (reason) => {
      tsa.revoke('tsa', reason, AFTER);
      expect(await judged(both(LATER))).toEqual({ state: 'clear', asOf: '2041-01-01T00:00:00.000Z' });
    },
  );

  it('are read from the token itself too, where a false one is no list and proves nothing', async () => {
    tsa.revoke('tsa', 'keyCompromise', BEFORE);
    const withList = tsa.carrying(token, tsa.list('middle', AFTER));
    expect(await judged('', withList)).toContain('had been revoked when it was made');
    tsa.restore();
    expect(await judged('', tsa.carrying(token, both(AFTER)))).toMatchObject({ state: 'clear' });
    const other = await startLocalTsa({ key: 'p256' });
    const foreign = other.list('middle', AFTER) + other.list('root', AFTER);
    await other.close();
    expect(await judged('', tsa.carrying(token, foreign))).toEqual({ state: 'partly' });
  });

  it('that the user gave are refused when somebody else signed them, or when they are none', async () => {
    const other = await startLocalTsa({ key: 'p256' });
    const foreign = other.list('middle', AFTER);
    await other.close();
    expect(await judged(foreign)).toContain('is not signed by the issuer that it names');
    const good = both(AFTER);
    expect(await judged('nothing')).toContain('is not understood');
    expect(await judged(tsa.roots)).toContain('is not understood');
    expect(await judged(good.replace('CRL-----\nM', 'CRL-----\nA'))).toContain('is not understood');
    expect(() => readTsaCrls(good, new Date('2026-11-22'))).toThrow(Refusal);
    expect(readTsaCrls(good, new Date('2040-01-02'))).toHaveLength(2);
  });

  it('that cover only a part, and say so critically, count for nothing', async () => {
    const part = tsa.list('middle', AFTER, '-crlexts', 'ext_part') + tsa.list('root', AFTER);
    expect(await judged(part)).toEqual({ state: 'partly' });
  });
});

describe('OCSP answers inside a token', () => {
  it('clear a stamp, signed by the issuer or by whom it named for that', async () => {
    const root = await ocspAnswer(tsa, 'root');
    for (const signer of ['issuer', 'delegate'] as const) {
      const answer = await ocspAnswer(tsa, 'middle', { signer });
      // Beside the signature, as this product's server puts them, and among the revocation information.
      const beside = withRevocation(
        token,
        [answer, root].map((each) => ({ kind: 'ocsp', answer: each })),
      );
      for (const carried of [beside, answering(token, answer, root)])
        expect(await judged('', carried), signer).toMatchObject({ state: 'clear' });
      expect(tsa.verify(beside, DATA)).toBe('Verification: OK');
    }
    expect(await judged('', answering(token, root))).toEqual({ state: 'partly' });
    // A list of one issuer and an answer of the other.
    expect(await judged(tsa.list('middle', AFTER), answering(token, root))).toMatchObject({ state: 'clear' });
  });

  it('count for nothing from anybody else, about another certificate, or when they are none', async () => {
    const root = await ocspAnswer(tsa, 'root');
    for (const signer of ['stranger', 'other'] as const)
      expect(await judged('', answering(token, await ocspAnswer(tsa, 'middle', { signer }), root))).toEqual({
        state: 'partly',
      });
    const other = await startLocalTsa({ key: 'p256' });
    const foreign = await ocspAnswer(other, 'middle');
    await other.close();
    expect(await judged('', answering(token, foreign, root))).toEqual({ state: 'partly' });
    const damaged = await ocspAnswer(tsa, 'middle');
    // A byte of what is signed: the certificates at the end are not.
    damaged[100] = (damaged[100] ?? 0) ^ 1;
    expect(await judged('', answering(token, damaged, Buffer.of(5, 0), root))).toEqual({ state: 'partly' });
  });

  it('refuse a stamp of a revoked certificate, unless they say that its key was safe and it was later', async () => {
    const at = async (reason: string | undefined, when: string) => {
      tsa.restore();
      tsa.revoke('tsa', reason, when);
      return judged('', answering(token, await ocspAnswer(tsa, 'middle'), await ocspAnswer(tsa, 'root')));
    };
    expect(await at('superseded', BEFORE)).toContain('had been revoked when it was made');
    expect(await at('keyCompromise', AFTER)).toContain('nothing it signed is believed');
    expect(await at(undefined, AFTER)).toContain('nothing it signed is believed');
    expect(await at('superseded', AFTER)).toMatchObject({ state: 'clear' });
  });

  it('from the future are passed over', async () => {
    const read = readToken(answering(token, await ocspAnswer(tsa, 'middle'), await ocspAnswer(tsa, 'root')), DATA, 'x');
    const path = await checkToken(read, DATA, readTsaRoots(tsa.roots), 'x');
    expect(await checkRevocation(read, path, [], 'x', { now: new Date(0) })).toEqual({ state: 'partly' });
  });
});
