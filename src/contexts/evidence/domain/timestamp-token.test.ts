import { ContentInfo, TimeStampResp } from 'pkijs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bouncyCastleToken } from '../../../../test/support/bouncy-castle-token.ts';
import { circularToken } from '../../../../test/support/circular-token.ts';
import { type LocalTsa, startLocalTsa, tokenOf } from '../../../../test/support/local-tsa.ts';
import { claimingSm2, type Sm2Form, signedBySm2 } from '../../../../test/support/sm2-token.ts';
import type { TsaCertificate } from '../../../../test/support/tsa-certificates.ts';
import {
  checkTimestampResponse,
  keptToken,
  readCertificates,
  type TimestampExpectation,
  timestampRequest,
} from './timestamp-token.ts';

const DATA = Buffer.from(
  'example.com/log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— example.com/log AAAA\n',
);

let tsa: LocalTsa;
let request: ReturnType<typeof timestampRequest>;
let reply: Buffer;
let expected: TimestampExpectation;

function expecting(of: LocalTsa, nonce: Uint8Array): TimestampExpectation {
  // OpenSSL's `ts` has the machine's clock, so these tests believe any time of it.
  return { data: DATA, nonce, roots: readCertificates(of.roots) ?? [], from: new Date(0), until: new Date(8e14) };
}

async function outcome(certificate: TsaCertificate): Promise<unknown> {
  const other = await startLocalTsa(certificate);
  try {
    const asked = timestampRequest(DATA);
    const result = await checkTimestampResponse(other.reply(asked.request), expecting(other, asked.nonce));
    return typeof result === 'string' ? result : result.tsa;
  } finally {
    await other.close();
  }
}

beforeAll(async () => {
  tsa = await startLocalTsa();
  request = timestampRequest(DATA);
  reply = tsa.reply(request.request);
  expected = expecting(tsa, request.nonce);
});
afterAll(() => tsa.close());

describe('an answer of a TSA made with OpenSSL', () => {
  it('is believed when all of it holds', async () => {
    expect(await checkTimestampResponse(reply, expected)).toMatchObject({ tsa: 'Test TSA', time: expect.any(Date) });
    expect(await outcome({ key: 'p256', digest: 'sha384' })).toBe('Test TSA');
  });

  it('is not believed when its chain goes in circles, which are not followed for ever', async () => {
    const token = await circularToken(() => tokenOf(tsa.reply(request.request)));
    const { status } = TimeStampResp.fromBER(new Uint8Array(reply));
    const timeStampToken = ContentInfo.fromBER(new Uint8Array(token));
    const answer = new Uint8Array(new TimeStampResp({ status, timeStampToken }).toSchema().toBER());
    expect(await checkTimestampResponse(answer, expected)).toBe('bad-signature-or-chain');
  });

  it('is not believed for other bytes, another nonce, an unlikely time, other roots or no answer at all', async () => {
    const other = await startLocalTsa();
    const changes: [Partial<TimestampExpectation>, string][] = [
      [{ data: Buffer.concat([DATA, Buffer.of(10)]) }, 'wrong-imprint'],
      [{ nonce: Buffer.alloc(16, 0x41) }, 'wrong-nonce'],
      [{ from: new Date(8e14) }, 'wrong-time'],
      [{ until: new Date(0) }, 'wrong-time'],
      [{ roots: readCertificates(other.roots) ?? [] }, 'bad-signature-or-chain'],
      [{ roots: [] }, 'bad-signature-or-chain'],
    ];
    await other.close();
    for (const [change, fault] of changes)
      expect(await checkTimestampResponse(reply, { ...expected, ...change })).toBe(fault);
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('<html>'),
      reply.subarray(0, 100),
      Buffer.from('3003020102', 'hex'),
    ])
      expect(typeof (await checkTimestampResponse(bytes, expected))).toBe('string');
  });

  it('is not believed when the TSA refused', async () => {
    const foreign = timestampRequest(DATA).request;
    // SHA-256 named as SHA-1: OpenSSL answers "badAlg" or "badDataFormat".
    const broken = Buffer.from(foreign.toString('hex').replace('608648016503040201', '608648016503040203'), 'hex');
    expect(await checkTimestampResponse(tsa.reply(broken), expected)).toBe('not-granted');
  });

  it('is not believed from a certificate that has ended, has not begun, or is for something else', async () => {
    expect(await outcome({ notAfter: '20210101000000Z' })).toBe('bad-signature-or-chain');
    expect(await outcome({ notBefore: '20470101000000Z' })).toBe('bad-signature-or-chain');
  });

  it('is not believed from an intermediate that is no authority', async () => {
    expect(await outcome({ middleIsCa: false })).toBe('bad-signature-or-chain');
  });

  it('is not believed when its chain goes beyond the limits that an authority in it was given', async () => {
    expect(await outcome({ rootPathLength: 1 })).toBe('Test TSA');
    expect(await outcome({ rootPathLength: 0 })).toBe('bad-signature-or-chain');
    for (const middleMore of ['nameConstraints = critical, permitted;DNS:example.com', '1.2.3.4 = critical, ASN1:NULL'])
      expect(await outcome({ middleMore }), middleMore).toBe('bad-signature-or-chain');
  });

  it('is not believed from a certificate for something else, or without what binds it to its certificate', async () => {
    expect(await checkTimestampResponse(tsa.resign(reply, '-cades'), expected)).toMatchObject({ tsa: 'Test TSA' });
    expect(await checkTimestampResponse(tsa.resign(reply), expected)).toBe('not-bound');
    expect(await checkTimestampResponse(tsa.resign(reply, '-noattr'), expected)).toBe('wrong-attributes');
    for (const usage of [null, 'timeStamping', 'critical, timeStamping, emailProtection', 'critical, codeSigning']) {
      const other = await startLocalTsa({ usage });
      const answer = other.resign(reply, '-cades');
      await other.close();
      const believed = { ...expected, roots: readCertificates(other.roots) ?? [] };
      expect(await checkTimestampResponse(answer, believed), String(usage)).toBe('wrong-key-usage');
    }
  });

  it('is believed when all of it is signed with SM2 and SM3, in either form, and for no other key, identity or bytes', async () => {
    const other = await startLocalTsa({ key: 'sm2', digests: 'sha256, sm3' });
    try {
      for (const hash of ['sha256', 'sm3'] as const) {
        const asked = timestampRequest(DATA, hash);
        const believed = expecting(other, asked.nonce);
        const answer = other.reply(asked.request);
        const facts = (form: Sm2Form) => checkTimestampResponse(signedBySm2(other.directory, answer, form), believed);
        expect(await checkTimestampResponse(answer, believed)).toMatchObject({ tsa: 'Test TSA' });
        expect(await facts({ message: '1.2.156.10197.6.1.4.2.2', signature: '1.2.156.10197.1.301.1' })).toMatchObject({
          tsa: 'Test TSA',
        });
        expect(await facts({ key: 'middle.key' })).toBe('bad-signature-or-chain');
        expect(await facts({ identity: '1234567812345679' })).toBe('bad-signature-or-chain');
        expect(await checkTimestampResponse(answer, { ...believed, data: Buffer.from('x') })).toBe('wrong-imprint');
        expect(await checkTimestampResponse(answer, { ...believed, roots: expected.roots })).toBe(
          'bad-signature-or-chain',
        );
      }
    } finally {
      await other.close();
    }
  });

  it('is believed as Bouncy Castle makes it with SM2, and not with its signature changed or under another root', async () => {
    const { token, data, roots } = bouncyCastleToken();
    const given = { data, roots: readCertificates(roots) ?? [] };
    expect(await keptToken(token, given)).toMatchObject({ token, time: expect.any(Date), tsa: expect.any(String) });
    expect(await keptToken(token, { ...given, roots: expected.roots })).toBeUndefined();
    const changed = Buffer.from(token);
    changed[token.length - 1] = (changed[token.length - 1] ?? 0) ^ 1;
    expect(await keptToken(changed, given)).toBeUndefined();
    expect(await keptToken(Buffer.from('no token'), given)).toBeUndefined();
  });

  it('is not believed when it claims SM2 under a key of another curve', async () => {
    const other = await startLocalTsa({ key: 'p256' });
    const asked = timestampRequest(DATA);
    const answer = Buffer.from(claimingSm2(other.reply(asked.request).toString('hex')), 'hex');
    await other.close();
    expect(await checkTimestampResponse(answer, expecting(other, asked.nonce))).toBe('bad-signature-or-chain');
  });

  it('keeps its facts, or is not believed, whatever byte is changed', async () => {
    const honest = await checkTimestampResponse(reply, expected);
    const facts = typeof honest === 'string' ? undefined : { time: honest.time, tsa: honest.tsa };
    expect(facts).toBeDefined();
    let believed = 0;
    for (let at = 0; at < reply.length; at += 7) {
      const changed = Buffer.from(reply);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      const result = await checkTimestampResponse(changed, expected);
      if (typeof result === 'string') continue;
      believed += 1;
      expect({ time: result.time, tsa: result.tsa }, `byte ${at}`).toEqual(facts);
    }
    // Version numbers and the like stand outside what a CMS signature covers.
    expect(believed).toBeLessThan(reply.length / 7 / 20);
  });
});
