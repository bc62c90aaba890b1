import { createHash, randomBytes } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pki from 'pkijs';
import { certificateChains } from './certificate-chain.ts';
import { SM3, tokenCrypto } from './token-crypto.ts';

/** What was wrong with an answer of a time-stamping authority (RFC 3161); codes for the operator, kept and shown. */
export type TimestampFault =
  | 'not-a-response'
  | 'not-granted'
  | 'not-a-token'
  | 'wrong-imprint'
  | 'wrong-nonce'
  | 'wrong-time'
  | 'critical-extension'
  | 'no-certificate'
  | 'weak-algorithm'
  | 'wrong-attributes'
  | 'wrong-key-usage'
  | 'not-bound'
  | 'bad-signature-or-chain';

/** A token that was checked: its DER, the time that it tells and who signed it. */
export interface CheckedToken {
  readonly token: Buffer;
  readonly time: Date;
  readonly tsa: string;
}

/** What an answer is checked against. */
export interface TimestampExpectation {
  /** The bytes that were to be stamped. */
  readonly data: Uint8Array;
  readonly nonce: Uint8Array;
  readonly roots: readonly pki.Certificate[];
  /** The earliest and latest time that is believed. */
  readonly from: Date;
  readonly until: Date;
}

const OID = {
  sha256: '2.16.840.1.101.3.4.2.1',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  signedData: '1.2.840.113549.1.7.2',
  /** The same in GM/T 0010. */
  signedDataOfSm2: '1.2.156.10197.6.1.4.2.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  extendedKeyUsage: '2.5.29.37',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  commonName: '2.5.4.3',
} as const;

const DIGESTS: Readonly<Record<string, string>> = {
  [OID.sha256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  [SM3]: 'sm3',
};
/** md5WithRSA, sha1WithRSA, ecdsa-with-SHA1, dsa-with-sha1. */
const WEAK = new Set(['1.2.840.113549.1.1.4', '1.2.840.113549.1.1.5', '1.2.840.10045.4.1', '1.2.840.10040.4.3']);
/** Hashes that a request may name what it stamps by: SHA-256, and SM3 for authorities that take nothing else. */
export type ImprintHash = 'sha256' | 'sm3';
const IMPRINTS: Readonly<Record<ImprintHash, string>> = { sha256: OID.sha256, sm3: SM3 };

/** A TimeStampReq (RFC 3161, section 2.4.1) for a hash of `data`, with a fresh nonce and asking for the certificate. */
export function timestampRequest(
  data: Uint8Array,
  hash: ImprintHash = 'sha256',
): { readonly request: Buffer; readonly nonce: Buffer } {
  const nonce = randomBytes(16);
  // A positive INTEGER without leading zeros, so that its DER is the same in every TSA's hands.
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
  const request = new pki.TimeStampReq({
    version: 1,
    messageImprint: new pki.MessageImprint({
      hashAlgorithm: new pki.AlgorithmIdentifier({ algorithmId: IMPRINTS[hash], algorithmParams: new asn1.Null() }),
      hashedMessage: new asn1.OctetString({ valueHex: new Uint8Array(digestOf(hash, data)) }),
    }),
    nonce: new asn1.Integer({ valueHex: new Uint8Array(nonce) }),
    certReq: true,
  });
  return { request: Buffer.from(request.toSchema().toBER()), nonce };
}

const digestOf = (hash: string, data: Uint8Array): Buffer => createHash(hash).update(data).digest();

/**
 * Checks a TimeStampResp (RFC 3161, section 2.4.2) whole: granted, the imprint and nonce asked for, a believable time, a certificate for
 * time-stamping alone that the token is bound to (RFC 5816), the signature, and the chain up to one of the roots at that time.
 */
export async function checkTimestampResponse(
  bytes: Uint8Array,
  expected: TimestampExpectation,
): Promise<CheckedToken | TimestampFault> {
  try {
    const der = grantedToken(bytes);
    return typeof der === 'string' ? der : await checkToken(der, expected);
  } catch {
    return 'not-a-response';
  }
}

function grantedToken(bytes: Uint8Array): Buffer | TimestampFault {
  const response = pki.TimeStampResp.fromBER(new Uint8Array(bytes));
  const status: number = response.status.status;
  if (status !== pki.PKIStatus.granted && status !== pki.PKIStatus.grantedWithMods) return 'not-granted';
  // The token's own bytes, not an encoding of what was read from them.
  const { result } = asn1.fromBER(new Uint8Array(bytes));
  const token = result instanceof asn1.Sequence ? result.valueBlock.value[1] : undefined;
  return token === undefined ? 'not-a-token' : Buffer.from((token as asn1.BaseBlock).valueBeforeDecodeView);
}

async function checkToken(der: Buffer, expected: TimestampExpectation): Promise<CheckedToken | TimestampFault> {
  const outer = pki.ContentInfo.fromBER(new Uint8Array(der));
  if (outer.contentType !== OID.signedData && outer.contentType !== OID.signedDataOfSm2) return 'not-a-token';
  const signed = new pki.SignedData({ schema: outer.content });
  const { eContent, eContentType } = signed.encapContentInfo;
  const signer = signed.signerInfos[0];
  if (eContentType !== OID.tstInfo || eContent === undefined || signer === undefined || signed.signerInfos.length > 1)
    return 'not-a-token';
  const info = pki.TSTInfo.fromBER(eContent.getValue());
  const certificate = certificateOf(signed, signer);
  if (certificate === undefined) return 'no-certificate';
  const fault =
    faultOfInfo(info, expected) ??
    (DIGESTS[signer.digestAlgorithm.algorithmId] === undefined ? 'weak-algorithm' : undefined) ??
    faultOfAttributes(signer, certificate) ??
    (await faultOfChain(signed, certificate, expected));
  return fault ?? { token: der, time: info.genTime, tsa: commonName(certificate) };
}

function faultOfInfo(
  info: pki.TSTInfo,
  { data, nonce, from, until }: TimestampExpectation,
): TimestampFault | undefined {
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  if (info.version !== 1) return 'not-a-token';
  const hash = hashAlgorithm.algorithmId === SM3 ? 'sm3' : 'sha256';
  const named = hashAlgorithm.algorithmId === IMPRINTS[hash];
  if (!named || !digestOf(hash, data).equals(hashedMessage.valueBlock.valueHexView)) return 'wrong-imprint';
  if (info.nonce === undefined || !Buffer.from(info.nonce.valueBlock.valueHexView).equals(nonce)) return 'wrong-nonce';
  if (!(info.genTime >= from && info.genTime <= until)) return 'wrong-time';
  return info.extensions?.some((extension) => extension.critical) === true ? 'critical-extension' : undefined;
}

function faultOfAttributes(signer: pki.SignerInfo, certificate: pki.Certificate): TimestampFault | undefined {
  const all = signer.signedAttrs?.attributes ?? [];
  const single = (type: string): unknown => {
    const found = all.filter((each) => each.type === type);
    return found.length === 1 && found[0]?.values.length === 1 ? found[0].values[0] : undefined;
  };
  const type = single(OID.contentType);
  if (!(type instanceof asn1.ObjectIdentifier) || type.valueBlock.toString() !== OID.tstInfo) return 'wrong-attributes';
  if (single(OID.messageDigest) === undefined) return 'wrong-attributes';
  if (!isForTimestampsAlone(certificate)) return 'wrong-key-usage';
  const ids = all.filter(({ type: each }) => each === OID.signingCertificate || each === OID.signingCertificateV2);
  const der = Buffer.from(certificate.toSchema().toBER());
  const bound = ids.length > 0 && ids.every((each) => namesCertificate(each, der));
  return bound ? undefined : 'not-bound';
}

// RFC 3161, section 2.3: exactly this purpose, marked critical.
function isForTimestampsAlone(certificate: pki.Certificate): boolean {
  const [usage, ...more] = certificate.extensions?.filter(({ extnID }) => extnID === OID.extendedKeyUsage) ?? [];
  if (usage === undefined || more.length > 0 || !usage.critical) return false;
  const { keyPurposes } = usage.parsedValue as pki.ExtKeyUsage;
  return keyPurposes.length === 1 && keyPurposes[0] === OID.timeStamping;
}

// SigningCertificate ::= { certs SEQUENCE OF ESSCertID { certHash, … } }; version 2 may name a hash before certHash (RFC 5816, RFC 5035).
function namesCertificate(attribute: pki.Attribute, der: Buffer): boolean {
  const inside = (block: unknown): unknown[] =>
    block instanceof asn1.Sequence ? (block.valueBlock.value as unknown[]) : [];
  const fields = inside(inside(inside(attribute.values[0])[0])[0]);
  const version2 = attribute.type === OID.signingCertificateV2;
  const algorithm = version2 ? inside(fields[0])[0] : undefined;
  const hashed = algorithm === undefined ? fields[0] : fields[1];
  const name = algorithm instanceof asn1.ObjectIdentifier ? DIGESTS[algorithm.valueBlock.toString()] : 'sha256';
  if (name === undefined || !(hashed instanceof asn1.OctetString)) return false;
  const digest = createHash(version2 ? name : 'sha1')
    .update(der)
    .digest();
  return digest.equals(Buffer.from(hashed.valueBlock.valueHexView));
}

async function faultOfChain(
  signed: pki.SignedData,
  certificate: pki.Certificate,
  { data, roots }: Pick<TimestampExpectation, 'data' | 'roots'>,
): Promise<TimestampFault | undefined> {
  const between = (signed.certificates ?? []).filter((each) => each instanceof pki.Certificate);
  // What a token says of revocation is nothing that its signature covers.
  signed.crls = [];
  signed.ocsps = [];
  for await (const chain of certificateChains(certificate, between, roots)) {
    signed.certificates = chain.slice(0, -1);
    // For a time-stamp the library takes the token's own time as the instant at which the chain has to be valid.
    const verified = await signed
      .verify(
        {
          signer: 0,
          data: new Uint8Array(data).buffer,
          trustedCerts: chain.slice(-1),
          checkChain: true,
          passedWhenNotRevValues: true,
          extendedMode: true,
        },
        tokenCrypto,
      )
      .catch(() => undefined);
    if (verified?.signatureVerified !== true || verified.certificatePath.length === 0) continue;
    const weak = verified.certificatePath.slice(0, -1).some((each) => WEAK.has(each.signatureAlgorithm.algorithmId));
    return weak ? 'weak-algorithm' : undefined;
  }
  return 'bad-signature-or-chain';
}

/**
 * What a token that was kept says, if it is one over these bytes: its certificate is for time-stamps alone, its signature holds, and its chain leads to one of
 * the roots at its own time. Its nonce and whether the time was believable were asked when it came.
 */
export async function keptToken(
  token: Uint8Array,
  expected: Pick<TimestampExpectation, 'data' | 'roots'>,
): Promise<CheckedToken | undefined> {
  try {
    const signed = new pki.SignedData({ schema: pki.ContentInfo.fromBER(new Uint8Array(token)).content });
    const [signer] = signed.signerInfos;
    if (signer === undefined) return undefined;
    const certificate = certificateOf(signed, signer);
    const content = signed.encapContentInfo.eContent?.getValue();
    if (certificate === undefined || content === undefined || faultOfAttributes(signer, certificate)) return undefined;
    if ((await faultOfChain(signed, certificate, expected)) !== undefined) return undefined;
    return { token: Buffer.from(token), time: pki.TSTInfo.fromBER(content).genTime, tsa: commonName(certificate) };
  } catch {
    return undefined;
  }
}

function certificateOf(signed: pki.SignedData, { sid }: pki.SignerInfo): pki.Certificate | undefined {
  if (!(sid instanceof pki.IssuerAndSerialNumber)) return undefined;
  return signed.certificates?.find(
    (each): each is pki.Certificate =>
      each instanceof pki.Certificate && each.issuer.isEqual(sid.issuer) && each.serialNumber.isEqual(sid.serialNumber),
  );
}

function commonName(certificate: pki.Certificate): string {
  const part = certificate.subject.typesAndValues.find(({ type }) => type === OID.commonName);
  const value: unknown = part?.value.valueBlock.value;
  return typeof value === 'string' ? value : '';
}

/** The certificates of a PEM file; undefined when it holds none or a damaged one. */
export function readCertificates(pem: string): pki.Certificate[] | undefined {
  const bodies = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g)];
  try {
    const read = bodies.map(([, body = '']) => pki.Certificate.fromBER(new Uint8Array(Buffer.from(body, 'base64'))));
    return read.length === 0 ? undefined : read;
  } catch {
    return undefined;
  }
}
