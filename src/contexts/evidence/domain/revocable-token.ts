import * as asn1 from 'asn1js';
import * as pki from 'pkijs';
import { certificateChains } from './certificate-chain.ts';
import type { CertificateStatus } from './revocation-answer.ts';

/** Longest token that a bundle carries, in bytes. */
const MOST_TOKEN = 65_536;
/** RFC 5126: what was said of certificates, among the attributes that a signature does not cover. */
const REVOCATION_VALUES = '1.2.840.113549.1.9.16.2.24';
const UNSIGNED = 1;

/** A TimeStampToken with the certificates in it. */
interface Parts {
  readonly outer: pki.ContentInfo;
  readonly signed: pki.SignedData;
  readonly certificates: readonly pki.Certificate[];
}

function partsOf(token: Uint8Array): Parts {
  const outer = pki.ContentInfo.fromBER(new Uint8Array(token));
  const signed = new pki.SignedData({ schema: outer.content });
  const certificates = (signed.certificates ?? []).filter((each) => each instanceof pki.Certificate);
  return { outer, signed, certificates };
}

/** The certificates in a token. Throws when it is none, which can't be of one that was checked before it was kept. */
export function certificatesIn(token: Uint8Array): readonly pki.Certificate[] {
  return partsOf(token).certificates;
}

/** The certificates that a token rests on, each with its issuer, the signer's first; nothing when no chain leads to a root. */
export async function certificatesBehind(
  token: Uint8Array,
  roots: readonly pki.Certificate[],
): Promise<{ readonly certificate: pki.Certificate; readonly issuer: pki.Certificate }[]> {
  const { signed, certificates } = partsOf(token);
  const sid: unknown = signed.signerInfos[0]?.sid;
  const signer = certificates.find(
    (each) =>
      sid instanceof pki.IssuerAndSerialNumber &&
      each.issuer.isEqual(sid.issuer) &&
      each.serialNumber.isEqual(sid.serialNumber),
  );
  if (signer === undefined) return [];
  for await (const chain of certificateChains(signer, certificates, roots))
    return chain.slice(0, -1).flatMap((certificate, at) => {
      const issuer = chain[at + 1];
      return issuer === undefined ? [] : [{ certificate, issuer }];
    });
  return [];
}

/**
 * The token with these answers in it, where its signature does not cover them: lists among the revocation information of the message (RFC 5652, section 10.2.1),
 * OCSP answers in the attribute `revocation-values` (RFC 5126, section 6.3.4), since OpenSSL reads no token with anything but lists in the other place. Smaller
 * ones first, as far as there is room.
 */
export function withRevocation(
  token: Uint8Array,
  answers: readonly Pick<CertificateStatus, 'kind' | 'answer'>[],
): Buffer {
  const { outer, signed } = partsOf(token);
  const [signer] = signed.signerInfos;
  const lists: pki.CertificateRevocationList[] = [];
  const statements: asn1.BaseBlock[] = [];
  // Tags, lengths and identifiers around each take some twenty bytes.
  let room = MOST_TOKEN - token.length - 128;
  const seen = new Set<string>();
  for (const { kind, answer } of [...answers].sort((a, b) => a.answer.length - b.answer.length)) {
    const spelled = answer.toString('base64');
    if (answer.length + 32 > room || seen.has(spelled)) continue;
    seen.add(spelled);
    room -= answer.length + 32;
    if (kind === 'crl') lists.push(pki.CertificateRevocationList.fromBER(new Uint8Array(answer)));
    else statements.push(basicAnswer(answer));
  }
  if (seen.size === 0 || signer === undefined) return Buffer.from(token);
  if (lists.length > 0) signed.crls = [...(signed.crls ?? []), ...lists];
  if (statements.length > 0) {
    const own = signer.unsignedAttrs?.attributes ?? [];
    const attributes = [...own, revocationValues(statements)];
    signer.unsignedAttrs = new pki.SignedAndUnsignedAttributes({ type: UNSIGNED, attributes });
  }
  outer.content = signed.toSchema(true);
  return Buffer.from(outer.toSchema().toBER());
}

// RevocationValues ::= SEQUENCE { crlVals [0] …, ocspVals [1] EXPLICIT SEQUENCE OF BasicOCSPResponse OPTIONAL, … }
function revocationValues(statements: asn1.BaseBlock[]): pki.Attribute {
  const idBlock = { tagClass: 3, tagNumber: 1 };
  const tagged = new asn1.Constructed({ idBlock, value: [new asn1.Sequence({ value: statements })] });
  return new pki.Attribute({ type: REVOCATION_VALUES, values: [new asn1.Sequence({ value: [tagged] })] });
}

// The BasicOCSPResponse in an OCSPResponse, byte for byte: its signature is over bytes.
function basicAnswer(answer: Uint8Array): asn1.BaseBlock {
  const { responseBytes } = pki.OCSPResponse.fromBER(new Uint8Array(answer));
  return asn1.fromBER(new Uint8Array(responseBytes?.response.valueBlock.valueHexView ?? new Uint8Array())).result;
}
