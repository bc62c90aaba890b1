import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bouncyCastleToken } from '../../test/support/bouncy-castle-token.ts';
import { type LocalTsa, startLocalTsa, tokenOf } from '../../test/support/local-tsa.ts';
import { readPem } from '../../test/support/read-pem.ts';
import { claimingSm2, type Sm2Form, signedBySm2 } from '../../test/support/sm2-token.ts';
import type { TsaCertificate } from '../../test/support/tsa-certificates.ts';
import { Refusal } from './refusal.ts';
import { readTsaCrls } from './revocation.ts';
import { signatureEngine } from './signature-engine.ts';
import { checkToken, readToken, readTsaRoots } from './timestamp-token.ts';
import { judgeTimestamps } from './timestamps.ts';

const DATA = Buffer.from(
  'example.com/log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— example.com/log AAAA\n',
);
const CHAIN = 'does not lead to a given root';

let tsa: LocalTsa;
let answer: Buffer;
let good: Buffer;
beforeAll(async () => {
  tsa = await startLocalTsa({ key: 'sm2', digests: 'sha256, sm3' });
  answer = tsa.answer(DATA);
  good = tokenOf(answer);
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

const signed = (form: Sm2Form, of = tsa) => tokenOf(signedBySm2(of.directory, answer, form));

async function madeWith(certificate: TsaCertificate): Promise<string> {
  const other = await startLocalTsa({ key: 'sm2', ...certificate });
  try {
    return await judged(tokenOf(other.answer(DATA)), other.roots);
  } finally {
    await other.close();
  }
}

const changed = (bytes: Buffer, at: number) => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x01;
  return copy;
};

/** The PEM of a certificate whose DER was changed. */
function pemWith(name: string, change: (der: Buffer) => Buffer): string {
  const der = Buffer.from(readPem(join(tsa.directory, name)).toSchema().toBER());
  return `-----BEGIN CERTIFICATE-----\n${change(der).toString('base64')}\n-----END CERTIFICATE-----\n`;
}

describe('a time-stamp signed with SM2 and SM3, its chain too', () => {
  it('is verified up to its root, and said to be so', async () => {
    expect(await judged(good)).toBe('ok');
    const claim = { at: 'x', size: 7, note: DATA, token: readToken(good, DATA, 'x') };
    expect(await judgeTimestamps([claim], readTsaRoots(tsa.roots))).toMatchObject([
      { sm2: true, verified: true, tsa: 'Test TSA' },
    ]);
    expect(await judgeTimestamps([claim], undefined)).toMatchObject([{ sm2: true, verified: false }]);
  });

  it('is verified in the forms of GM/T 0010, with either hash of the facts and of the certificate', async () => {
    expect(await judged(signed({ message: '1.2.156.10197.6.1.4.2.2' }))).toBe('ok');
    expect(await judged(signed({ signature: '1.2.156.10197.1.301.1' }))).toBe('ok');
    expect(await judged(signed({ binding: 'sha256' }))).toBe('ok');
    const imprint = tokenOf(tsa.answer(DATA, 'sm3'));
    expect(await judged(imprint)).toBe('ok');
    expect(await judged(imprint, tsa.roots, Buffer.from('other'))).toContain('not on this checkpoint');
  });

  it('is verified as another implementation makes it, Bouncy Castle, and refused with any bit of its signature changed', async () => {
    const made = bouncyCastleToken();
    expect(await judged(made.token, made.roots, made.data)).toBe('ok');
    expect(readToken(made.token, made.data, 'x')).toMatchObject({ sm2: true, tsa: 'TSA made with Bouncy Castle' });
    expect(await judged(made.token, tsa.roots, made.data)).toContain(CHAIN);
    for (let back = 1; back <= 60; back += 1)
      expect(await judged(changed(made.token, made.token.length - back), made.roots, made.data)).not.toBe('ok');
  });

  it('is refused on other bytes, with other roots, and where its chain does not hold', async () => {
    expect(await judged(good, tsa.roots, Buffer.concat([DATA, DATA]))).toContain('not on this checkpoint');
    const other = await startLocalTsa({ key: 'sm2' });
    await other.close();
    expect(await judged(good, other.roots)).toContain(CHAIN);
    expect(await madeWith({ notAfter: '20210101000000Z' })).toContain(CHAIN);
    expect(await madeWith({ middleIsCa: false })).toContain(CHAIN);
    expect(await madeWith({ usage: 'critical, timeStamping, emailProtection' })).toContain('time-stamping alone');
  });

  it('is refused when signed by another key, as another identity, or with none of SM2', async () => {
    expect(await judged(signed({ key: 'middle.key' }))).toContain(CHAIN);
    expect(await judged(signed({ identity: '1234567812345679' }))).toContain(CHAIN);
    const other = await startLocalTsa({ key: 'p256' });
    const plain = tokenOf(other.answer(DATA)).toString('hex');
    await other.close();
    const claiming = Buffer.from(claimingSm2(plain), 'hex');
    expect(readToken(claiming, DATA, 'x').sm2).toBe(true);
    expect(await judged(claiming, other.roots)).toContain(CHAIN);
    const denying = Buffer.from(good.toString('hex').replaceAll('2a811ccf55018375', '2a8648ce3d040302'), 'hex');
    expect(await judged(denying)).not.toBe('ok');
  });

  it('is refused when its certificate was signed with another identity', async () => {
    const other = await startLocalTsa({ key: 'sm2' });
    const reissue = (identity: string) => {
      const by = ['-CA', 'middle.pem', '-CAkey', 'middle.key', '-set_serial', '0x1002', '-days', '3650'];
      const form = ['-sm3', '-sigopt', `distid:${identity}`, '-vfyopt', 'distid:1234567812345678'];
      const extensions = ['-extfile', 'tsa.cnf', '-extensions', 'ext_tsa'];
      const args = ['x509', '-req', '-in', 'tsa.csr', ...by, ...form, ...extensions, '-out', 'tsa.pem'];
      execFileSync('openssl', args, { cwd: other.directory, stdio: 'pipe' });
      // Its validity begins today, and the token's time has to lie in it.
      return judged(tokenOf(other.answer(DATA)), other.roots);
    };
    try {
      expect(await reissue('1234567812345678')).toBe('ok');
      expect(await reissue('ALICE123@YAHOO.COM')).toContain(CHAIN);
    } finally {
      await other.close();
    }
  });

  it('is refused under a root whose key is no point of the curve, without failing', async () => {
    const key = Buffer.from('2a811ccf5501822d034200', 'hex');
    const at = (der: Buffer) => der.indexOf(key) + key.length;
    expect(
      await judged(
        good,
        pemWith('root.pem', (der) => der),
      ),
    ).toBe('ok');
    expect(
      await judged(
        good,
        pemWith('root.pem', (der) => changed(der, at(der) + 64)),
      ),
    ).toContain(CHAIN);
    const zero = (der: Buffer) =>
      Buffer.concat([der.subarray(0, at(der) + 1), Buffer.alloc(64), der.subarray(at(der) + 65)]);
    expect(await judged(good, pemWith('root.pem', zero))).toContain(CHAIN);
    // On P-256, by its own word.
    const p256 = (der: Buffer) =>
      Buffer.from(der.toString('hex').replace('06082a811ccf5501822d', '06082a8648ce3d030107'), 'hex');
    expect(await judged(good, pemWith('root.pem', p256))).toContain(CHAIN);
  });

  it('is refused, or tells the same, whatever byte is changed, and never throws anything else', async () => {
    const before = readToken(good, DATA, 'x');
    for (let at = 0; at < good.length; at += 11) {
      const bytes = changed(good, at);
      if ((await judged(bytes)) !== 'ok') continue;
      const { time, tsa: name } = readToken(bytes, DATA, 'x');
      expect([time, name], `byte ${at}`).toEqual([before.time, before.tsa]);
    }
    // The signature is the last of it: no bit of it may change.
    for (let back = 1; back <= 70; back += 1)
      expect(await judged(changed(good, good.length - back)), `byte -${back}`).not.toBe('ok');
  });

  it('is judged by revocation lists signed with SM2', async () => {
    const state = async (lists: string) => {
      const claim = { at: 'x', size: 7, note: DATA, token: readToken(good, DATA, 'x') };
      const findings = await judgeTimestamps([claim], readTsaRoots(tsa.roots), readTsaCrls(lists, undefined));
      return findings[0]?.revocation;
    };
    const lists = () => tsa.list('middle', '20470101000000Z') + tsa.list('root', '20470101000000Z');
    const clear = lists();
    expect(await state(clear)).toMatchObject({ state: 'clear' });
    tsa.revoke('tsa', 'keyCompromise');
    const revoked = lists();
    tsa.restore();
    await expect(state(revoked)).rejects.toThrow(Refusal);
    const [, body = ''] = /CRL-----([^-]+)-----END/.exec(clear) ?? [];
    const der = Buffer.from(body, 'base64');
    const forged = `-----BEGIN X509 CRL-----\n${changed(der, der.length - 3).toString('base64')}\n-----END X509 CRL-----\n`;
    await expect(state(forged)).rejects.toMatchObject({ reason: { code: 'tsa-crls' } });
  });

  it('is hashed and named by the engine as by its own numbers', async () => {
    const engine = signatureEngine();
    expect(engine.getAlgorithmByOID('1.2.156.10197.1.401')).toEqual({ name: 'SM3' });
    expect(engine.getOIDByAlgorithm({ name: 'SM3' })).toBe('1.2.156.10197.1.401');
    const digest = await engine.digest('SM3', Buffer.from('xabcx').subarray(1, 4));
    expect(Buffer.from(digest).toString('hex')).toMatch(/^66c7f0f462eeedd9/);
  });
});
