import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as asn1 from 'asn1js';
import { ContentInfo, OtherRevocationInfoFormat, SignedData } from 'pkijs';
import { ocspRequest } from '../../src/contexts/evidence/domain/revocation-answer.ts';
import type { LocalTsa } from './local-tsa.ts';
import { readPem } from './read-pem.ts';
import { openssl, SM2_SIGNING } from './tsa-certificates.ts';

/** Who issued a certificate of a test TSA: the intermediate the TSA's own, the root the intermediate's. */
export type Issuer = 'middle' | 'root';

/** How an answer of a test authority is made. */
export interface AnswerOptions {
  /** Who signs it: the issuer itself unless told; somebody to whom the issuer gave a certificate for it, or for something else; or the wrong authority. */
  readonly signer?: 'issuer' | 'delegate' | 'stranger' | 'other';
}

/** The authorities behind a test TSA, asked over HTTP on loopback for what they revoked: OCSP at `/ocsp/middle` and `/ocsp/root`, lists at `/crl/…`. */
export interface LocalAuthority {
  readonly url: string;
  /** How many requests came. */
  readonly asked: () => number;
  close(): Promise<void>;
}

/** Answers an OCSPRequest as OpenSSL's `ocsp` does. */
export function answerOcsp(
  { directory, sm2 }: LocalTsa,
  by: Issuer,
  request: Uint8Array,
  options: AnswerOptions = {},
): Buffer {
  const work = mkdtempSync(join(directory, 'ocsp-'));
  try {
    writeFileSync(join(work, 'query.der'), request);
    const signer = signerOf(directory, by, options.signer ?? 'issuer');
    const files = ['-reqin', join(work, 'query.der'), '-respout', join(work, 'answer.der')];
    const hashed = sm2 ? ['-rmd', 'sm3', '-rsigopt', SM2_SIGNING[1]] : ['-rmd', 'sha256'];
    const authority = [
      '-index',
      'index.txt',
      '-CA',
      `${by}.pem`,
      '-rsigner',
      `${signer}.pem`,
      '-rkey',
      `${signer}.key`,
    ];
    openssl(directory, 'ocsp', ...authority, ...files, '-ndays', '7', ...hashed);
    return readFileSync(join(work, 'answer.der'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The answer about the TSA's certificate (by `middle`) or the intermediate's (by `root`). */
export async function ocspAnswer(tsa: LocalTsa, by: Issuer, options: AnswerOptions = {}): Promise<Buffer> {
  const about = readPem(join(tsa.directory, by === 'middle' ? 'tsa.pem' : 'middle.pem'));
  return answerOcsp(tsa, by, await ocspRequest(about, readPem(join(tsa.directory, `${by}.pem`))), options);
}

/** The token with these OCSP answers inside, which its signature does not cover (RFC 5940). */
export function answering(token: Uint8Array, ...answers: Uint8Array[]): Buffer {
  const outer = ContentInfo.fromBER(new Uint8Array(token));
  const signed = new SignedData({ schema: outer.content });
  signed.crls = answers.map(
    (answer) =>
      new OtherRevocationInfoFormat({
        otherRevInfoFormat: '1.3.6.1.5.5.7.16.2',
        otherRevInfo: asn1.fromBER(new Uint8Array(answer)).result,
      }),
  );
  outer.content = signed.toSchema(true);
  return Buffer.from(outer.toSchema().toBER());
}

function signerOf(directory: string, by: Issuer, signer: string): string {
  if (signer === 'issuer') return by;
  if (signer === 'other') return by === 'middle' ? 'root' : 'middle';
  const name = `${by}-${signer}`;
  if (existsSync(join(directory, `${name}.pem`))) return name;
  const purpose = signer === 'delegate' ? 'OCSPSigning' : 'clientAuth';
  writeFileSync(
    join(directory, `${name}.cnf`),
    `[x]\nkeyUsage = critical, digitalSignature\nextendedKeyUsage = ${purpose}\n`,
  );
  openssl(directory, 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`);
  openssl(directory, 'req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
  const extensions = ['-extfile', `${name}.cnf`, '-extensions', 'x', '-days', '900', '-set_serial', '77'];
  const issuer = ['-CA', `${by}.pem`, '-CAkey', `${by}.key`];
  openssl(directory, 'x509', '-req', '-in', `${name}.csr`, ...issuer, ...extensions, '-out', `${name}.pem`);
  return name;
}

/** Serves what the authorities of a test TSA say. */
export async function startLocalAuthority(tsa: LocalTsa, options: AnswerOptions = {}): Promise<LocalAuthority> {
  let asked = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      asked += 1;
      const [, what, by] = (request.url ?? '').split('/');
      if (by !== 'middle' && by !== 'root') response.writeHead(404).end();
      else if (what === 'ocsp') response.end(answerOcsp(tsa, by, Buffer.concat(parts), options));
      else response.end(listNow(tsa, by));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listNow({ directory, sm2 }: LocalTsa, by: Issuer): Buffer {
  const signer = ['-cert', `${by}.pem`, '-keyfile', `${by}.key`, ...(sm2 ? SM2_SIGNING : [])];
  openssl(directory, 'ca', '-gencrl', '-config', 'tsa.cnf', ...signer, '-crldays', '7', '-out', 'now.pem');
  openssl(directory, 'crl', '-in', 'now.pem', '-outform', 'DER', '-out', 'now.der');
  return readFileSync(join(directory, 'now.der'));
}
