import { createHash } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pki from 'pkijs';
import { tokenCrypto } from './token-crypto.ts';

/** What an authority said of a certificate. */
export interface CertificateStatus {
  readonly kind: 'crl' | 'ocsp';
  /** As of when it was known. */
  readonly made: Date;
  /** Null: not revoked then. */
  readonly revokedAt: Date | null;
  /** The reason code of RFC 5280, section 5.3.1; null where none is told. */
  readonly reason: number | null;
  /** DER of the CRL or of the OCSPResponse. */
  readonly answer: Buffer;
}

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const OCSP_BASIC = '1.3.6.1.5.5.7.48.1.1';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const REASON_CODE = '2.5.29.21';
const WEAK = ['1.2.840.113549.1.1.4', '1.2.840.113549.1.1.5', '1.2.840.10045.4.1', '1.2.840.10040.4.3'];
/** RFC 3161, section 4: unspecified, affiliationChanged, superseded, cessationOfOperation; what was stamped before stays good. */
const KEY_WAS_SAFE: readonly (number | null)[] = [0, 3, 4, 5];

/** SHA-256 of a certificate's DER. */
export function certificateDigest(certificate: pki.Certificate): Buffer {
  return createHash('sha256').update(new Uint8Array(certificate.toSchema().toBER())).digest();
}

/** Whether a stamp made at `stamped` proves nothing because of what is said of a certificate that it rests on (RFC 3161, section 4). */
export function voids({ revokedAt, reason }: Pick<CertificateStatus, 'revokedAt' | 'reason'>, stamped: Date): boolean {
  return revokedAt !== null && (revokedAt <= stamped || !KEY_WAS_SAFE.includes(reason));
}

/** An OCSPRequest (RFC 6960) about one certificate. */
export async function ocspRequest(certificate: pki.Certificate, issuer: pki.Certificate): Promise<Buffer> {
  const request = new pki.OCSPRequest();
  await request.createForCertificate(certificate, { hashAlgorithm: 'SHA-1', issuerCertificate: issuer });
  return Buffer.from(request.toSchema(true).toBER());
}

/**
 * Reads an OCSPResponse about a certificate; undefined unless it is successful, says good or revoked of it, and is signed by its issuer or by whom the issuer
 * gave a certificate for that (RFC 6960, section 4.2.2.2).
 */
export async function readOcspAnswer(
  bytes: Uint8Array,
  certificate: pki.Certificate,
  issuer: pki.Certificate,
): Promise<CertificateStatus | undefined> {
  try {
    const { responseBytes } = pki.OCSPResponse.fromBER(new Uint8Array(bytes));
    if (responseBytes?.responseType !== OCSP_BASIC) return undefined;
    const basic = pki.BasicOCSPResponse.fromBER(new Uint8Array(responseBytes.response.valueBlock.valueHexView));
    const { isForCertificate } = await basic.getCertificateStatus(certificate, issuer, tokenCrypto);
    const single = basic.tbsResponseData.responses.find(({ certID }) =>
      certID.serialNumber.isEqual(certificate.serialNumber),
    );
    if (!isForCertificate || single === undefined || !(await isAnswerOf(basic, issuer))) return undefined;
    const status: unknown = single.certStatus;
    const found = { kind: 'ocsp', made: single.thisUpdate, answer: Buffer.from(bytes) } as const;
    if (status instanceof asn1.Primitive && status.idBlock.tagNumber === 0)
      return { ...found, revokedAt: null, reason: null };
    if (!(status instanceof asn1.Constructed) || status.idBlock.tagNumber !== 1) return undefined;
    const [time, wrapped] = status.valueBlock.value;
    const reason = wrapped instanceof asn1.Constructed ? wrapped.valueBlock.value[0] : undefined;
    return {
      ...found,
      revokedAt: time instanceof asn1.GeneralizedTime ? time.toDate() : new Date(0),
      reason: reason instanceof asn1.Enumerated ? reason.valueBlock.valueDec : null,
    };
  } catch {
    return undefined;
  }
}

async function isAnswerOf(basic: pki.BasicOCSPResponse, issuer: pki.Certificate): Promise<boolean> {
  const { tbsResponseData, signature, signatureAlgorithm } = basic;
  if (WEAK.includes(signatureAlgorithm.algorithmId)) return false;
  const named: pki.Certificate[] = [];
  for (const each of basic.certs ?? []) {
    const usage = each.extensions?.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE)?.parsedValue as
      | pki.ExtKeyUsage
      | undefined;
    const fit = usage?.keyPurposes.includes(OCSP_SIGNING) === true && each.issuer.isEqual(issuer.subject);
    if (fit && (await each.verify(issuer, tokenCrypto).catch(() => false))) named.push(each);
  }
  const data = tbsResponseData.tbsView.slice().buffer;
  for (const { subjectPublicKeyInfo } of [issuer, ...named]) {
    const holds = tokenCrypto.verifyWithPublicKey(data, signature, subjectPublicKeyInfo, signatureAlgorithm);
    if (await holds.catch(() => false)) return true;
  }
  return false;
}

/** Reads a CRL (DER or PEM) for what it says of a certificate; undefined unless the certificate's issuer signed it and it is a whole one (RFC 5280). */
export async function readRevocationList(
  bytes: Uint8Array,
  certificate: pki.Certificate,
  issuer: pki.Certificate,
): Promise<CertificateStatus | undefined> {
  try {
    const text = Buffer.from(bytes).toString('latin1');
    const [, body] = /-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/.exec(text) ?? [];
    const answer = body === undefined ? Buffer.from(bytes) : Buffer.from(body, 'base64');
    const list = pki.CertificateRevocationList.fromBER(new Uint8Array(answer));
    const partial = list.crlExtensions?.extensions.some(({ critical }) => critical) === true;
    if (!list.issuer.isEqual(issuer.subject) || partial || WEAK.includes(list.signatureAlgorithm.algorithmId))
      return undefined;
    if (!(await list.verify({ issuerCertificate: issuer }, tokenCrypto))) return undefined;
    const entry = list.revokedCertificates?.find((each) => each.userCertificate.isEqual(certificate.serialNumber));
    const code: unknown = entry?.crlEntryExtensions?.extensions.find(
      (each) => each.extnID === REASON_CODE,
    )?.parsedValue;
    return {
      kind: 'crl',
      made: list.thisUpdate.value,
      revokedAt: entry?.revocationDate.value ?? null,
      reason: code instanceof asn1.Enumerated ? code.valueBlock.valueDec : null,
      answer,
    };
  } catch {
    return undefined;
  }
}
