import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
