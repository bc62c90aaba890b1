import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContentInfo, SignedData, TSTInfo } from 'pkijs';
import { readPem } from './read-pem.ts';
import { until } from './until.ts';

/**
 * A token whose certificate leads to two authorities that signed each other and nobody else: whoever follows issuers without looking back never
 * ends. The facts are those of a token that `make` makes once these certificates are valid.
 */
export async function circularToken(make: () => Uint8Array): Promise<Buffer> {
  const directory = mkdtempSync(join(tmpdir(), 'zhinuo-circle-'));
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  const key = (name: string) =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`);
  const request = (name: string) =>
    openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
  const sign = (name: string, by: string, section: string) => {
    const issuer = [
      '-CA',
      `${by}-self.pem`,
      '-CAkey',
      `${by}.key`,
      '-set_serial',
      `0x${Buffer.from(name).toString('hex')}`,
    ];
    const extensions = ['-extfile', 'circle.cnf', '-extensions', section];
    openssl('x509', '-req', '-in', `${name}.csr`, ...issuer, '-days', '900', ...extensions, '-out', `${name}.pem`);
  };
  const read = (name: string) => readPem(join(directory, name));
  try {
    writeFileSync(
      join(directory, 'circle.cnf'),
      '[ca]\nbasicConstraints = critical, CA:TRUE\n[tsa]\nkeyUsage = critical, digitalSignature\nextendedKeyUsage = critical, timeStamping\n',
    );
    for (const name of ['one', 'other', 'stamp']) {
      key(name);
      request(name);
    }
    for (const name of ['one', 'other'])
      openssl('req', '-x509', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-out', `${name}-self.pem`);
    sign('one', 'other', 'ca');
    sign('other', 'one', 'ca');
    sign('stamp', 'one', 'tsa');
    const valid = read('stamp.pem').notBefore.value;
    const facts = await until(() => {
      const made = factsOf(make());
      return TSTInfo.fromBER(made).genTime > valid && made;
    });
    writeFileSync(join(directory, 'info.der'), facts);
    const type = ['-econtent_type', '1.2.840.113549.1.9.16.1.4', '-binary', '-nodetach', '-md', 'sha256', '-cades'];
    const by = ['-signer', 'stamp.pem', '-inkey', 'stamp.key'];
    openssl('cms', '-sign', '-in', 'info.der', ...type, ...by, '-outform', 'DER', '-out', 'token.der');
    const token = ContentInfo.fromBER(new Uint8Array(readFileSync(join(directory, 'token.der'))));
    const signed = new SignedData({ schema: token.content });
    const circle = ['one', 'other'].map((name) => read(`${name}.pem`));
    signed.certificates = [...(signed.certificates ?? []), ...circle];
    token.content = signed.toSchema(true);
    return Buffer.from(token.toSchema().toBER());
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function factsOf(token: Uint8Array): Uint8Array<ArrayBuffer> {
  const { content } = ContentInfo.fromBER(new Uint8Array(token));
  const { eContent } = new SignedData({ schema: content }).encapContentInfo;
  return new Uint8Array(eContent?.getValue() ?? new ArrayBuffer(0));
}
