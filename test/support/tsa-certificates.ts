import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DISTID } from './openssl-sm2.ts';

/** How the certificate of a test TSA is made. */
export interface TsaCertificate {
  /** The line of `extendedKeyUsage`; critical timeStamping unless told, null for none. */
  readonly usage?: string | null;
  /** `-days` of the certificate, from now; negative ones have ended. */
  readonly notAfter?: string;
  readonly notBefore?: string;
  /** The key: RSA 2048 unless told; `sm2` makes all certificates with SM2 and SM3. */
  readonly key?: 'rsa' | 'p256' | 'sm2';
  /** False makes an intermediate that is no certification authority. */
  readonly middleIsCa?: boolean;
  /** Further lines of extensions of the intermediate. */
  readonly middleMore?: string;
  /** How many authorities may stand below the root; any number unless told. */
  readonly rootPathLength?: number;
  /** Hashes of what is stamped that it takes, with commas between; SHA-256 unless told. */
  readonly digests?: string;
  /** The hash that the TSA signs with. */
  readonly digest?: string;
}

const FORMS = {
  rsa: ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  p256: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  sm2: ['SM2'],
} as const;
/** OpenSSL signs with an empty identity unless it is told that of GM/T 0009. */
export const SM2_SIGNING = ['-sigopt', `distid:${DISTID}`] as const;
const SM2_REQUEST = ['-sm3', ...SM2_SIGNING] as const;
const SM2_ISSUING = ['-vfyopt', `distid:${DISTID}`, ...SM2_SIGNING] as const;

/** Runs OpenSSL in a directory. Throws when it fails. */
export const openssl = (directory: string, ...args: string[]) =>
  execFileSync('openssl', args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });

/** Makes a root, an intermediate and a TSA's certificate with their keys, and what `openssl ts` and `openssl ca` need to work with them. */
export function makeCertificates(directory: string, made: TsaCertificate): void {
  const { usage, notAfter, notBefore, key = 'rsa', digest = 'sha256', digests = 'sha256' } = made;
  const { middleIsCa = true, middleMore = '', rootPathLength } = made;
  const sm2 = key === 'sm2';
  // OpenSSL's `ts` does not sign with SM2: it makes the facts under another key, which sm2-token.ts then signs.
  const facts = sm2 ? 'facts' : 'tsa';
  const usageLine = usage === null ? '' : `extendedKeyUsage = ${usage ?? 'critical, timeStamping'}`;
  writeFileSync(
    join(directory, 'tsa.cnf'),
    `[tsa]
serial = serial
signer_cert = ${facts}.pem
certs = middle.pem
signer_key = ${facts}.key
signer_digest = ${digest}
default_policy = 1.2.3.4.1
digests = ${digests}
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[req]
distinguished_name = dn
[dn]
[ca]
default_ca = local
[local]
dir = .
new_certs_dir = .
database = index.txt
serial = ca-serial
default_md = ${sm2 ? 'sm3' : 'sha256'}
policy = any
unique_subject = no
copy_extensions = none
[any]
commonName = supplied
[ext_part]
issuingDistributionPoint = critical, @part
[part]
onlyuser = TRUE
[ext_ca]
basicConstraints = critical, CA:TRUE${rootPathLength === undefined ? '' : `, pathlen:${rootPathLength}`}
keyUsage = critical, keyCertSign, cRLSign
[ext_middle]
basicConstraints = critical, CA:${middleIsCa ? 'TRUE' : 'FALSE'}
${middleMore}
[ext_tsa]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
${usageLine}
[ext_facts]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = critical, timeStamping
`,
  );
  writeFileSync(join(directory, 'serial'), '01\n');
  writeFileSync(join(directory, 'ca-serial'), '1000\n');
  writeFileSync(join(directory, 'index.txt'), '');
  const make = (name: string, kind: string, subject: string) => {
    openssl(directory, 'genpkey', '-algorithm', ...FORMS[kind as keyof typeof FORMS], '-out', `${name}.key`);
    const asked = ['-key', `${name}.key`, '-subj', `/CN=${subject}`, ...(kind === 'sm2' ? SM2_REQUEST : [])];
    openssl(directory, 'req', '-new', '-config', 'tsa.cnf', ...asked, '-out', `${name}.csr`);
  };
  const sign = (name: string, by: string[], extensions: string, dates: string[]) => {
    const how = ['-extensions', extensions, ...dates, ...(sm2 ? SM2_ISSUING : [])];
    const files = ['-in', `${name}.csr`, '-out', `${name}.pem`];
    openssl(directory, 'ca', '-batch', '-notext', '-config', 'tsa.cnf', ...by, ...how, ...files);
  };
  const issuer = sm2 ? 'sm2' : 'p256';
  make('root', issuer, 'Test root of a test TSA');
  const long = ['-startdate', '20200101000000Z', '-enddate', '20490101000000Z'];
  sign('root', ['-selfsign', '-keyfile', 'root.key'], 'ext_ca', long);
  make('middle', issuer, 'Test intermediate of a test TSA');
  sign('middle', ['-cert', 'root.pem', '-keyfile', 'root.key'], 'ext_middle', long);
  make('tsa', key, 'Test TSA');
  const dates = ['-startdate', notBefore ?? '20200101000000Z', '-enddate', notAfter ?? '20480101000000Z'];
  const byMiddle = ['-cert', 'middle.pem', '-keyfile', 'middle.key'];
  sign('tsa', byMiddle, 'ext_tsa', dates);
  if (!sm2) return;
  make(facts, 'p256', 'Never seen');
  const own = ['-key', `${facts}.key`, '-subj', '/CN=Never seen', '-extensions', 'ext_facts'];
  openssl(directory, 'req', '-x509', '-new', '-config', 'tsa.cnf', ...own, '-out', `${facts}.pem`);
}
