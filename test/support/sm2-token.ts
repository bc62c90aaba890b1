import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as asn1 from 'asn1js';
import {
  AlgorithmIdentifier,
  Attribute,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
  TimeStampResp,
} from 'pkijs';
import { signSm2 } from './openssl-sm2.ts';
import { readPem } from './read-pem.ts';

const SM3 = '1.2.156.10197.1.401';
const SHA256 = '2.16.840.1.101.3.4.2.1';

/** How a token is made, where it is to be other than the one that holds. */
export interface Sm2Form {
  /** The content type of the message: that of RFC 5652, or that of GM/T 0010. */
  readonly message?: '1.2.840.113549.1.7.2' | '1.2.156.10197.6.1.4.2.2';
  /** How the algorithm of the signature is named: SM2 with SM3, or SM2 as in GM/T 0010. */
  readonly signature?: '1.2.156.10197.1.501' | '1.2.156.10197.1.301.1';
  /** The hash that names the signer's certificate, and that of the facts. */
  readonly binding?: 'sm3' | 'sha256';
  readonly identity?: string;
  /** The file of the key that signs. */
  readonly key?: string;
}

/**
 * The facts of an answer of OpenSSL's `ts` in a token signed with SM2 and SM3. OpenSSL's `ts` and `cms` do not sign with SM2: the message is put together here as
 * RFC 5652 and RFC 5816 say, and what is signed is signed by OpenSSL (`pkeyutl`).
 */
export function signedBySm2(directory: string, reply: Uint8Array, form: Sm2Form = {}): Buffer {
  const { message = '1.2.840.113549.1.7.2', signature = '1.2.156.10197.1.501', key = 'tsa.key' } = form;
  const response = TimeStampResp.fromBER(new Uint8Array(reply));
  const { encapContentInfo } = new SignedData({ schema: response.timeStampToken?.content });
  const facts = new Uint8Array(encapContentInfo.eContent?.getValue() ?? new ArrayBuffer(0));
  const certificate = readPem(join(directory, 'tsa.pem'));
  const signedAttrs = new SignedAndUnsignedAttributes({
    type: 0,
    attributes: attributes(facts, new Uint8Array(certificate.toSchema().toBER()), form.binding ?? 'sm3'),
  });
  const covered = Buffer.from(signedAttrs.toSchema().toBER());
  // What is signed is the SET OF itself, not its place in the message (RFC 5652, section 5.4).
  covered[0] = 0x31;
  const signer = new SignerInfo({
    version: 1,
    sid: new IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
    digestAlgorithm: new AlgorithmIdentifier({ algorithmId: SM3 }),
    signatureAlgorithm: new AlgorithmIdentifier({ algorithmId: signature }),
    signedAttrs,
    signature: new asn1.OctetString({ valueHex: new Uint8Array(signSm2(directory, key, covered, form.identity)) }),
  });
  const signed = new SignedData({
    version: 3,
    digestAlgorithms: [new AlgorithmIdentifier({ algorithmId: SM3 })],
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: '1.2.840.113549.1.9.16.1.4',
      eContent: new asn1.OctetString({ valueHex: facts }),
    }),
    certificates: [certificate, readPem(join(directory, 'middle.pem'))],
    signerInfos: [signer],
  });
  const timeStampToken = new ContentInfo({ contentType: message, content: signed.toSchema(true) });
  return Buffer.from(new TimeStampResp({ status: response.status, timeStampToken }).toSchema().toBER());
}

function attributes(facts: Uint8Array, certificate: Uint8Array, binding: 'sm3' | 'sha256'): Attribute[] {
  const digest = (name: string, bytes: Uint8Array) =>
    new asn1.OctetString({ valueHex: new Uint8Array(createHash(name).update(bytes).digest()) });
  const named = new AlgorithmIdentifier({ algorithmId: binding === 'sm3' ? SM3 : SHA256 }).toSchema();
  // ESSCertIDv2 (RFC 5035); without an algorithm it is SHA-256.
  const id = new asn1.Sequence({ value: [...(binding === 'sm3' ? [named] : []), digest(binding, certificate)] });
  const sequence = (value: asn1.BaseBlock) => new asn1.Sequence({ value: [value] });
  return [
    new Attribute({
      type: '1.2.840.113549.1.9.3',
      values: [new asn1.ObjectIdentifier({ value: '1.2.840.113549.1.9.16.1.4' })],
    }),
    new Attribute({ type: '1.2.840.113549.1.9.4', values: [digest('sm3', facts)] }),
    new Attribute({ type: '1.2.840.113549.1.9.16.2.47', values: [sequence(sequence(id))] }),
  ];
}

/**
 * A token or answer (hexadecimal) of a TSA with a P-256 key that says it is signed with SM2: the two identifiers are equally long, and the last one is the
 * signer's own. Its signature holds for nobody.
 */
export function claimingSm2(hex: string): string {
  const at = hex.lastIndexOf('2a8648ce3d040302');
  return `${hex.slice(0, at)}2a811ccf55018375${hex.slice(at + 16)}`;
}
