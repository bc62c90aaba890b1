import { OctetString } from 'asn1js';
import { ContentInfo, SignedData } from 'pkijs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { circularToken } from '../../test/support/circular-token.ts';
import { type LocalTsa, startLocalTsa, tokenOf } from '../../test/support/local-tsa.ts';
import type { TsaCertificate } from '../../test/support/tsa-certificates.ts';
import { Refusal } from './refusal.ts';
import { SignatureBudget } from './signature-budget.ts';
import { checkToken, readToken, readTsaRoots } from './timestamp-token.ts';

const DATA = Buffer.from(
  'example.com/log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— example.com/log AAAA\n',
);

let tsa: LocalTsa;
let good: Buffer;
beforeAll(async () => {
  tsa = await startLocalTsa();
  good = tokenOf(tsa.answer(DATA));
});
afterAll(() => tsa.close());

/** "ok", or the English reason of the refusal; anything else that is thrown fails the test. */
async function judged(token: Uint8Array, roots = tsa.roots, data: Uint8Array = DATA): Promise<string> {
  try {
    await checkToken(readToken(token, data, 'x'), data, readTsaRoots(roots), 'x');
    return 'ok';
  } catch (error) {
    if (error instanceof Refusal) return error.reason.en;
    throw error;
  }
}

async function madeWith(certificate: TsaCertificate): Promise<string> {
  const other = await startLocalTsa(certificate);
  try {
    return await judged(tokenOf(other.answer(DATA)), other.roots);
  } finally {
    await other.close();
  }
}

describe('a token of a TSA made with OpenSSL', () => {
  it('is accepted with its root, for RSA and ECDSA', async () => {
    expect(await judged(good)).toBe('ok');
    expect(await madeWith({ key: 'p256', digest: 'sha512' })).toBe('ok');
  });

  it('is refused on other bytes, with other roots, and after its chain has ended', async () => {
    expect(await judged(good, tsa.roots, Buffer.concat([DATA, DATA]))).toContain('not on this checkpoint');
    expect(await judged(Buffer.concat([good, Buffer.alloc(1)]))).toContain('not a time-stamp token');
    const other = await startLocalTsa({ key: 'p256' });
    await other.close();
    expect(await judged(good, other.roots)).toContain('does not lead to a given root');
    expect(await madeWith({ notAfter: '20210101000000Z' })).toContain('does not hold');
    expect(await madeWith({ middleIsCa: false })).toContain('does not hold');
  });

  it('is refused when a part of it reaches beyond its whole, or something follows what is stamped', async () => {
    // The lengths of ContentInfo, of its content and of SignedData, each in two bytes.
    for (const at of [2, 17, 21]) {
      const shorter = Buffer.from(good);
      shorter.writeUInt16BE(shorter.readUInt16BE(at) - 1, at);
      expect(await judged(shorter), `byte ${at}`).toContain('not a time-stamp token');
    }
    const outer = ContentInfo.fromBER(Uint8Array.from(good));
    const signed = new SignedData({ schema: outer.content });
    const stamped = Buffer.from(signed.encapContentInfo.eContent?.getValue() ?? new ArrayBuffer());
    const holding = (content: Uint8Array) => {
      signed.encapContentInfo.eContent = new OctetString({ valueHex: Uint8Array.from(content).buffer });
      outer.content = signed.toSchema(true);
      return new Uint8Array(outer.toSchema().toBER());
    };
    expect(readToken(holding(stamped), DATA, 'x').time).toEqual(readToken(good, DATA, 'x').time);
    const longer = holding(Buffer.concat([stamped, Buffer.from('0500', 'hex')]));
    expect(await judged(longer)).toContain('not a time-stamp token');
  });

  it('is refused when it is not bound to its certificate', async () => {
    const answer = tsa.answer(DATA);
    expect(await judged(tokenOf(tsa.resign(answer, '-cades')))).toBe('ok');
    expect(await judged(tokenOf(tsa.resign(answer)))).toContain('not bound');
    expect(await judged(tokenOf(tsa.resign(answer, '-noattr')))).toContain('signed attributes');
  });

  it('is refused from a certificate without the critical purpose of time-stamping alone', async () => {
    // OpenSSL's `ts` refuses certificates that are not for time-stamping; its `cms` signs with any.
    const answer = tsa.answer(DATA);
    for (const usage of [null, 'timeStamping', 'critical, timeStamping, emailProtection']) {
      const other = await startLocalTsa({ usage });
      const token = tokenOf(other.resign(answer, '-cades'));
      await other.close();
      expect(await judged(token, other.roots), String(usage)).toContain('time-stamping alone');
    }
  });

  it('is refused when its chain goes beyond the limits that an authority in it was given', async () => {
    expect(
      await madeWith({ key: 'p256', rootPathLength: 1, middleMore: 'certificatePolicies = critical, 1.2.3.4' }),
    ).toBe('ok');
    expect(await madeWith({ key: 'p256', rootPathLength: 0 })).toContain('does not hold');
    for (const middleMore of ['nameConstraints = critical, permitted;DNS:example.com', '1.2.3.4 = critical, ASN1:NULL'])
      expect(await madeWith({ key: 'p256', middleMore }), middleMore).toContain('does not hold');
    expect(await madeWith({ key: 'p256', middleMore: '1.2.3.4 = ASN1:NULL' })).toBe('ok');
  });

  it('is checked with a bounded number of signatures', async () => {
    const token = readToken(good, DATA, 'x');
    const within = (most: number) =>
      checkToken(token, DATA, readTsaRoots(tsa.roots), 'x', new SignatureBudget(most)).catch(
        (error: unknown) => error instanceof Refusal && error.reason.code,
      );
    expect(await within(2)).toBe('signatures');
    expect(await within(5)).toHaveLength(3);
  });

  it('is refused when its chain goes in circles, instead of being followed for ever', async () => {
    const token = await circularToken(() => tokenOf(tsa.answer(DATA)));
    expect(await judged(token)).toContain('does not lead to a given root');
  });

  it('is refused, or tells the same, whatever byte is changed, and never throws anything else', async () => {
    const before = readToken(good, DATA, 'x');
    for (let at = 0; at < good.length; at += 11) {
      const changed = Buffer.from(good);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      if ((await judged(changed)) !== 'ok') continue;
      const { time, tsa: name } = readToken(changed, DATA, 'x');
      expect([time, name], `byte ${at}`).toEqual([before.time, before.tsa]);
    }
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(100), good.subarray(0, 200), Buffer.from('30800000', 'hex')])
      expect(await judged(bytes)).toContain('not a time-stamp');
  });
});
