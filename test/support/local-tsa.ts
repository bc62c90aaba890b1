import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateRevocationList, ContentInfo, SignedData, TimeStampResp } from 'pkijs';
import { signedBySm2 } from './sm2-token.ts';
import { makeCertificates, openssl, SM2_SIGNING, type TsaCertificate } from './tsa-certificates.ts';

/** A time-stamping authority made with OpenSSL's `ts` for tests, on this machine alone. It proves nothing to anybody. */
export interface LocalTsa {
  readonly url: string;
  /** Where its certificates, keys and the index of what was issued and revoked lie. */
  readonly directory: string;
  /** Whether its certificates are of SM2. */
  readonly sm2: boolean;
  /** The root certificate in PEM. */
  readonly roots: string;
  /** Puts the certificate of the TSA, or of the intermediate, on the list of its issuer, as revoked at an instant (`YYYYMMDDhhmmssZ`) for a reason of OpenSSL's. */
  revoke(which: 'tsa' | 'middle', reason: string | undefined, at?: string): void;
  /** Takes every revocation back. */
  restore(): void;
  /** What `make` makes while nothing is revoked. */
  before<T>(make: () => T): T;
  /** The token with these revocation lists inside, which its signature does not cover. */
  carrying(token: Uint8Array, lists: string): Buffer;
  /** The list of what the intermediate, or the root, has revoked (PEM), made at an instant; `options` go to `openssl ca`. */
  list(by: 'middle' | 'root', made: string, ...options: string[]): string;
  /** The answer to a request, as the server gives it. */
  reply(request: Uint8Array): Buffer;
  /** The answer to a request of its own for these bytes, hashed with SHA-256 unless told. */
  answer(data: Uint8Array, hash?: 'sha256' | 'sm3'): Buffer;
  /** An answer with the facts of `reply` in a token made with `openssl cms`, which does not look at what the certificate is for. */
  resign(reply: Uint8Array, ...options: string[]): Buffer;
  /** What OpenSSL says of a token on these bytes, up to the root. */
  verify(token: Uint8Array, data: Uint8Array): string;
  /** Puts something between the TSA and who asks. */
  answerWith(change: ((request: Buffer, reply: () => Buffer) => Buffer | number) | undefined): void;
  /** How many requests came. */
  readonly asked: () => number;
  close(): Promise<void>;
}

/** Makes a root, an intermediate and a TSA's certificate, and serves RFC 3161 over HTTP on loopback. */
export async function startLocalTsa(certificate: TsaCertificate = {}): Promise<LocalTsa> {
  const directory = mkdtempSync(join(tmpdir(), 'zhinuo-tsa-'));
  makeCertificates(directory, certificate);
  const valid = readFileSync(join(directory, 'index.txt'));
  let change: ((request: Buffer, reply: () => Buffer) => Buffer | number) | undefined;
  let asked = 0;
  const reply = (request: Uint8Array): Buffer => {
    writeFileSync(join(directory, 'query.tsq'), request);
    const args = [
      'ts',
      '-reply',
      '-queryfile',
      'query.tsq',
      '-config',
      'tsa.cnf',
      '-section',
      'tsa',
      '-out',
      'reply.tsr',
    ];
    const { status, stderr } = spawnSync('openssl', args, { cwd: directory });
    if (status !== 0) throw new Error(`openssl ts failed: ${stderr.toString()}`);
    const made = readFileSync(join(directory, 'reply.tsr'));
    return certificate.key === 'sm2' ? signedBySm2(directory, made) : made;
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      asked += 1;
      const query = Buffer.concat(parts);
      const right = request.method === 'POST' && request.headers['content-type'] === 'application/timestamp-query';
      const answer = right ? (change?.(query, () => reply(query)) ?? reply(query)) : 415;
      if (typeof answer === 'number') response.writeHead(answer).end();
      else response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(answer);
    });
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/tsa`,
    directory,
    sm2: certificate.key === 'sm2',
    roots: readFileSync(join(directory, 'root.pem'), 'utf8'),
    reply,
    answer(data, hash = 'sha256') {
      writeFileSync(join(directory, 'data.bin'), data);
      openssl(directory, 'ts', '-query', '-data', 'data.bin', `-${hash}`, '-cert', '-out', 'own.tsq');
      return reply(readFileSync(join(directory, 'own.tsq')));
    },
    verify(token, data) {
      writeFileSync(join(directory, 'data.bin'), data);
      writeFileSync(join(directory, 'token.der'), token);
      const args = ['ts', '-verify', '-data', 'data.bin', '-in', 'token.der', '-token_in', '-CAfile', 'root.pem'];
      return spawnSync('openssl', args, { cwd: directory }).stdout.toString().trim();
    },
    resign: (answer, ...options) => resign(directory, answer, options),
    restore: () => writeFileSync(join(directory, 'index.txt'), valid),
    before: (make) => {
      const revoked = readFileSync(join(directory, 'index.txt'));
      writeFileSync(join(directory, 'index.txt'), valid);
      const made = make();
      writeFileSync(join(directory, 'index.txt'), revoked);
      return made;
    },
    carrying,
    revoke: (which, reason, at) => revoke(directory, which, reason, at),
    list: (by, made, ...options) =>
      listOf(directory, by, made, [...(certificate.key === 'sm2' ? SM2_SIGNING : []), ...options]),
    answerWith: (next) => {
      change = next;
    },
    asked: () => asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function resign(directory: string, reply: Uint8Array, options: string[]): Buffer {
  const response = TimeStampResp.fromBER(new Uint8Array(reply));
  const signed = new SignedData({ schema: response.timeStampToken?.content });
  writeFileSync(join(directory, 'info.der'), new Uint8Array(signed.encapContentInfo.eContent?.getValue() ?? []));
  const type = ['-econtent_type', '1.2.840.113549.1.9.16.1.4', '-binary', '-nodetach', '-md', 'sha256'];
  const by = ['-signer', 'tsa.pem', '-inkey', 'tsa.key', '-certfile', 'middle.pem'];
  openssl(
    directory,
    'cms',
    '-sign',
    '-in',
    'info.der',
    ...type,
    ...by,
    ...options,
    '-outform',
    'DER',
    '-out',
    'token.der',
  );
  const token = ContentInfo.fromBER(new Uint8Array(readFileSync(join(directory, 'token.der'))));
  return Buffer.from(new TimeStampResp({ status: response.status, timeStampToken: token }).toSchema().toBER());
}

function carrying(token: Uint8Array, lists: string): Buffer {
  const outer = ContentInfo.fromBER(new Uint8Array(token));
  const signed = new SignedData({ schema: outer.content });
  const blocks = [...lists.matchAll(/-----BEGIN X509 CRL-----([^-]+)-----END/g)];
  signed.crls = blocks.map(([, body = '']) =>
    CertificateRevocationList.fromBER(new Uint8Array(Buffer.from(body, 'base64'))),
  );
  outer.content = signed.toSchema(true);
  return Buffer.from(outer.toSchema().toBER());
}

// All certificates stand in one index; OpenSSL's lists name all that are revoked there, by serial number, whoever issued them.
function revoke(directory: string, which: string, reason: string | undefined, at: string | undefined): void {
  const serial = which === 'middle' ? '1001' : '1002';
  const index = join(directory, 'index.txt');
  const lines = readFileSync(index, 'utf8').split('\n');
  const told = `${(at ?? '20260101000000Z').slice(2)}${reason === undefined ? '' : `,${reason}`}`;
  const changed = lines.map((line) => {
    const [, end = '', , ...rest] = line.split('\t');
    return line.split('\t')[3] === serial ? ['R', end, told, ...rest].join('\t') : line;
  });
  writeFileSync(index, changed.join('\n'));
}

function listOf(directory: string, by: string, made: string, options: readonly string[]): string {
  const ends = ['-crl_lastupdate', made, '-crl_nextupdate', '20480101000000Z'];
  const signer = ['-cert', `${by}.pem`, '-keyfile', `${by}.key`];
  openssl(directory, 'ca', '-gencrl', '-config', 'tsa.cnf', ...signer, ...ends, ...options, '-out', 'list.pem');
  return readFileSync(join(directory, 'list.pem'), 'utf8');
}

/** The TimeStampToken in an answer, in DER. */
export function tokenOf(answer: Uint8Array): Buffer {
  const { timeStampToken } = TimeStampResp.fromBER(new Uint8Array(answer));
  return Buffer.from(timeStampToken?.toSchema().toBER() ?? new ArrayBuffer(0));
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}
