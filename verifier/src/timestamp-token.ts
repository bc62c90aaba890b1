import type { BaseBlock } from 'asn1js';
import type {
  BasicOCSPResponse,
  Certificate,
  CertificateRevocationList,
  ExtKeyUsage,
  SignedData,
  SignerInfo,
} from 'pkijs';
import { isOneElement } from './ber-nesting.ts';
import { equal, fromBase64 } from './bytes.ts';
import { certificateChains, hasUsualKey } from './certificate-chains.ts';
import { sha256, sm3 } from './hashing.ts';
import { readAnswers, readRevocationValues } from './ocsp.ts';
// The page's build puts browser-asn1.ts in the place of this one file.
import { asn1 } from './primitives/node-asn1.ts';
import { Refusal } from './refusal.ts';
import { SignatureBudget } from './signature-budget.ts';
import { isSm2, SM3, signatureEngine } from './signature-engine.ts';

/** The roots of time-stamping authorities that the verifier's user trusts. */
export type TsaRoots = readonly Certificate[];

/** A TimeStampToken (RFC 3161) taken apart. */
export interface Token {
  readonly time: Date;
  readonly tsa: string;
  readonly signed: SignedData;
  readonly signer: SignerInfo;
  readonly certificate: Certificate;
  /** Whether it is signed with SM2 and SM3 (GM/T 0006). */
  readonly sm2: boolean;
  /** The revocation lists and OCSP answers that the token carries. They are not under its signature: each has its own. */
  readonly lists: readonly CertificateRevocationList[];
  readonly answers: readonly BasicOCSPResponse[];
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
/** The same in GM/T 0010, for messages signed with SM2. */
const SIGNED_DATA_SM2 = '1.2.156.10197.6.1.4.2.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const SHA256 = '2.16.840.1.101.3.4.2.1';
const STRONG = [SHA256, '2.16.840.1.101.3.4.2.2', '2.16.840.1.101.3.4.2.3', SM3];
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
/** Signatures with MD5 or SHA-1 inside a chain prove nothing today. */
export const WEAK = ['1.2.840.113549.1.1.4', '1.2.840.113549.1.1.5', '1.2.840.10045.4.1', '1.2.840.10040.4.3'];
const MOST_CERTIFICATES = 12;

function wrong(at: string, zh: string, en: string): Refusal {
  return new Refusal('timestamp', at, zh, en);
}

/** Reads a token and checks that it stamps exactly `data` (SHA-256 or SM3). Throws `Refusal`. */
export function readToken(der: Uint8Array, data: Uint8Array, at: string): Token {
  try {
    return parse(der, data, at);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw wrong(at, '不是时间戳', 'not a time-stamp token');
  }
}

function parse(der: Uint8Array, data: Uint8Array, at: string): Token {
  if (!isOneElement(der)) throw wrong(at, '不是时间戳', 'not a time-stamp token');
  const block = asn1().asn1js.fromBER(new Uint8Array(der));
  const outer = new (asn1().pkijs.ContentInfo)({ schema: block.result });
  if (outer.contentType !== SIGNED_DATA && outer.contentType !== SIGNED_DATA_SM2)
    throw wrong(at, '不是时间戳', 'not a time-stamp token');
  const signed = new (asn1().pkijs.SignedData)({ schema: outer.content });
  const content = signed.encapContentInfo.eContent;
  const [signer, ...others] = signed.signerInfos;
  if (
    signed.encapContentInfo.eContentType !== TST_INFO ||
    content === undefined ||
    signer === undefined ||
    others.length > 0
  )
    throw wrong(at, '不是时间戳', 'not a time-stamp token');
  const stamped = content.getValue();
  if (!isOneElement(new Uint8Array(stamped))) throw wrong(at, '不是时间戳', 'not a time-stamp token');
  const info = asn1().pkijs.TSTInfo.fromBER(stamped);
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  const imprint = imprintOf(hashAlgorithm.algorithmId, data);
  if (info.version !== 1 || imprint === undefined || !equal(imprint, hashedMessage.valueBlock.valueHexView))
    throw wrong(at, '时间戳所盖的不是此检查点', 'the time-stamp is not on this checkpoint');
  if (info.extensions?.some((extension) => extension.critical) === true)
    throw wrong(at, '时间戳含有未知的关键扩展', 'the time-stamp has a critical extension that is not known');
  if (Number.isNaN(info.genTime.getTime())) throw wrong(at, '时间戳没有时间', 'the time-stamp tells no time');
  const certificate = signerCertificate(signed, signer, at);
  return {
    time: info.genTime,
    tsa: nameOf(certificate),
    signed,
    signer,
    certificate,
    sm2: isSm2(signer.signatureAlgorithm.algorithmId),
    ...takeRevocation(signed, signer),
  };
}

function imprintOf(algorithm: string, data: Uint8Array): Uint8Array | undefined {
  if (algorithm === SM3) return sm3(data);
  return algorithm === SHA256 ? sha256(data) : undefined;
}

// They are judged by revocation.ts: the library would take a list made after the stamp for none.
function takeRevocation(signed: SignedData, signer: SignerInfo): Pick<Token, 'lists' | 'answers'> {
  const { CertificateRevocationList: List, OtherRevocationInfoFormat: Other } = asn1().pkijs;
  const found = signed.crls ?? [];
  signed.crls = [];
  signed.ocsps = [];
  const beside = readRevocationValues(signer.unsignedAttrs?.attributes ?? []);
  return {
    lists: [...found.filter((each) => each instanceof List).slice(0, MOST_CERTIFICATES), ...beside.lists],
    answers: [...readAnswers(found.filter((each) => each instanceof Other)), ...beside.answers],
  };
}

function signerCertificate(signed: SignedData, signer: SignerInfo, at: string): Certificate {
  const certificates = signed.certificates ?? [];
  if (certificates.length > MOST_CERTIFICATES)
    throw wrong(at, '证书过多', 'the time-stamp holds too many certificates');
  const sid = signer.sid as { issuer?: Certificate['issuer']; serialNumber?: Certificate['serialNumber'] };
  const { issuer, serialNumber } = sid;
  const found = certificates.find(
    (each): each is Certificate =>
      each instanceof asn1().pkijs.Certificate &&
      issuer !== undefined &&
      serialNumber !== undefined &&
      each.issuer.isEqual(issuer) &&
      each.serialNumber.isEqual(serialNumber),
  );
  if (found === undefined) throw wrong(at, '时间戳没有签名证书', 'the time-stamp lacks the certificate of its signer');
  return found;
}

/** The common name, or else the last part of the name, of whoever signs. */
function nameOf(certificate: Certificate): string {
  const parts = certificate.subject.typesAndValues;
  const part = parts.find((each) => each.type === '2.5.4.3') ?? parts.at(-1);
  const value: unknown = part?.value.valueBlock.value;
  return typeof value === 'string' ? value : '';
}

/**
 * Checks the signature, what binds it to its certificate, and the chain up to one of `roots` at the time told. Throws `Refusal`; returns the chain, the
 * signer's certificate first and the root last.
 */
export async function checkToken(
  token: Token,
  data: Uint8Array,
  roots: TsaRoots,
  at: string,
  budget = new SignatureBudget(),
): Promise<Certificate[]> {
  const { signed, signer, certificate } = token;
  refuseWeakDigest(token, at);
  checkAttributes(signer, at);
  checkPurpose(certificate, at);
  await checkBinding(signer, certificate, at);
  const path = hasUsualKey(certificate) ? await validPath(signed, certificate, data, roots, { budget, at }) : [];
  if (path.length === 0)
    throw wrong(
      at,
      '时间戳的签名或证书链不成立，或不通向给定的根证书',
      'the signature or chain of the time-stamp does not hold, or does not lead to a given root',
    );
  if (path.slice(0, -1).some((each) => WEAK.includes(each.signatureAlgorithm.algorithmId)))
    throw wrong(at, '证书链使用了已不安全的算法', 'the chain uses an algorithm that is not safe any more');
  return path;
}

// The library looks for chains itself, and would go in circles for ever between certificates that sign each other: it gets one chain at a time.
async function validPath(
  signed: SignedData,
  certificate: Certificate,
  data: Uint8Array,
  roots: TsaRoots,
  { budget, at }: { readonly budget: SignatureBudget; readonly at: string },
): Promise<Certificate[]> {
  const pool = (signed.certificates ?? []).filter((each) => each instanceof asn1().pkijs.Certificate);
  for (const chain of await certificateChains(certificate, pool, roots, budget, at)) {
    // The token's own signature, and the chain's once more.
    for (const _ of chain) budget.spend(at);
    signed.certificates = chain.slice(0, -1);
    const result = await signed
      .verify(
        {
          signer: 0,
          data: new Uint8Array(data).buffer,
          trustedCerts: chain.slice(-1),
          checkChain: true,
          passedWhenNotRevValues: true,
          extendedMode: true,
        },
        signatureEngine(),
      )
      .catch(() => undefined);
    if (result?.signatureVerified === true) return result.certificatePath;
  }
  return [];
}

function refuseWeakDigest({ signer }: Token, at: string): void {
  if (!STRONG.includes(signer.digestAlgorithm.algorithmId))
    throw wrong(at, '时间戳使用了已不安全的算法', 'the time-stamp uses an algorithm that is not safe any more');
}

// RFC 5652, section 11: both attributes, once each, and the type is that of the content.
function checkAttributes(signer: SignerInfo, at: string): void {
  const attributes = signer.signedAttrs?.attributes ?? [];
  const types = attributes.filter((each) => each.type === CONTENT_TYPE);
  const digests = attributes.filter((each) => each.type === MESSAGE_DIGEST);
  const type: unknown = types[0]?.values[0];
  if (
    types.length !== 1 ||
    digests.length !== 1 ||
    !(type instanceof asn1().asn1js.ObjectIdentifier) ||
    type.valueBlock.toString() !== TST_INFO
  )
    throw wrong(at, '时间戳的签名属性不完整', 'the signed attributes of the time-stamp are not complete');
}

// RFC 3161, section 2.3: the key is for time-stamping alone, and says so critically.
function checkPurpose(certificate: Certificate, at: string): void {
  const usage = certificate.extensions?.filter((each) => each.extnID === EXTENDED_KEY_USAGE) ?? [];
  const purposes = (usage[0]?.parsedValue as ExtKeyUsage | undefined)?.keyPurposes ?? [];
  if (usage.length !== 1 || usage[0]?.critical !== true || purposes.length !== 1 || purposes[0] !== TIME_STAMPING)
    throw wrong(at, '签名证书不是专用于时间戳的', 'the certificate is not one for time-stamping alone');
}

// RFC 3161, section 2.4.2, and RFC 5816: the first ESSCertID or ESSCertIDv2 names the certificate by its hash.
async function checkBinding(signer: SignerInfo, certificate: Certificate, at: string): Promise<void> {
  const der = new Uint8Array(certificate.toSchema().toBER());
  let bound = 0;
  for (const attribute of signer.signedAttrs?.attributes ?? []) {
    if (attribute.type !== SIGNING_CERTIFICATE && attribute.type !== SIGNING_CERTIFICATE_V2) continue;
    const id = first(first(attribute.values[0]));
    const [head, next] = children(id);
    const named = attribute.type === SIGNING_CERTIFICATE_V2 && head instanceof asn1().asn1js.Sequence;
    const algorithm = attribute.type === SIGNING_CERTIFICATE ? 'SHA-1' : named ? hashName(first(head)) : 'SHA-256';
    const told = named ? next : head;
    if (algorithm === undefined || !(told instanceof asn1().asn1js.OctetString)) break;
    const hashed = new Uint8Array(await signatureEngine().digest(algorithm, der));
    if (!equal(hashed, told.valueBlock.valueHexView)) break;
    bound += 1;
  }
  if (bound === 0 || bound !== countBindings(signer))
    throw wrong(at, '时间戳与其签名证书没有绑定', 'the time-stamp is not bound to the certificate of its signer');
}

function countBindings(signer: SignerInfo): number {
  const attributes = signer.signedAttrs?.attributes ?? [];
  return attributes.filter((each) => each.type === SIGNING_CERTIFICATE || each.type === SIGNING_CERTIFICATE_V2).length;
}

function children(block: unknown): BaseBlock[] {
  return block instanceof asn1().asn1js.Sequence ? (block.valueBlock.value as BaseBlock[]) : [];
}

function first(block: unknown): BaseBlock | undefined {
  return children(block)[0];
}

function hashName(oid: BaseBlock | undefined): string | undefined {
  const spelled = oid instanceof asn1().asn1js.ObjectIdentifier ? oid.valueBlock.toString() : '';
  return ['SHA-256', 'SHA-384', 'SHA-512', 'SM3'][STRONG.indexOf(spelled)];
}

/** Reads a file of certificates in PEM, one after another. Throws `Refusal` when it holds none or one that is damaged. */
export function readTsaRoots(content: string): TsaRoots {
  const blocks = [...content.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)];
  try {
    const roots = blocks.map(([, body = '']) =>
      asn1().pkijs.Certificate.fromBER(new Uint8Array(fromBase64(body.replace(/\s/g, '')) ?? [])),
    );
    if (roots.length > 0) return roots;
  } catch {
    // Told below, like a file without any.
  }
  throw new Refusal(
    'tsa-roots',
    '--tsa-roots',
    '根证书文件无法识别：应为一个或多个 PEM 证书',
    'the file of roots is not understood: it holds one or more certificates in PEM',
  );
}
