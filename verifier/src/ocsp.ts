import type {
  Attribute,
  BasicOCSPResponse,
  Certificate,
  CertificateRevocationList,
  ExtKeyUsage,
  OtherRevocationInfoFormat,
  SingleResponse,
} from 'pkijs';
import { equal } from './bytes.ts';
import { hasUsualKey } from './certificate-chains.ts';
// The page's build puts browser-asn1.ts in the place of this one file.
import { asn1 } from './primitives/node-asn1.ts';
import { signatureEngine } from './signature-engine.ts';

/** What an authority said of one certificate, under a signature that was checked. */
export interface Statement {
  /** As of when it was known. */
  readonly made: Date;
  /** Undefined if it was not revoked then; the reason is -1 where none is told. */
  readonly revoked: { readonly at: Date; readonly reason: number } | undefined;
}

/** RFC 5940: an OCSPResponse among the revocation information of a CMS message. */
const OCSP_RESPONSE = '1.3.6.1.5.5.7.16.2';
/** RFC 5126: lists and BasicOCSPResponses among the attributes that the token's signature does not cover. */
const REVOCATION_VALUES = '1.2.840.113549.1.9.16.2.24';
const OCSP_BASIC = '1.3.6.1.5.5.7.48.1.1';
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const WEAK = ['1.2.840.113549.1.1.4', '1.2.840.113549.1.1.5', '1.2.840.10045.4.1', '1.2.840.10040.4.3'];
const MOST = 12;
const GOOD = 0;
const REVOKED = 1;

/** Reads OCSP answers (RFC 6960) out of the revocation information of a token; what is none, or no successful one, is passed over. */
export function readAnswers(found: readonly OtherRevocationInfoFormat[]): BasicOCSPResponse[] {
  const { pkijs } = asn1();
  return found.slice(0, MOST).flatMap(({ otherRevInfoFormat, otherRevInfo }) => {
    if (otherRevInfoFormat !== OCSP_RESPONSE) return [];
    try {
      const { responseBytes } = new pkijs.OCSPResponse({ schema: otherRevInfo });
      if (responseBytes?.responseType !== OCSP_BASIC) return [];
      return [pkijs.BasicOCSPResponse.fromBER(new Uint8Array(responseBytes.response.valueBlock.valueHexView))];
    } catch {
      return [];
    }
  });
}

/** Reads lists and answers out of the attribute `revocation-values` (RFC 5126, section 6.3.4); what is neither is passed over. */
export function readRevocationValues(attributes: readonly Attribute[]): {
  readonly lists: CertificateRevocationList[];
  readonly answers: BasicOCSPResponse[];
} {
  const { pkijs, asn1js } = asn1();
  const children = (block: unknown): unknown[] =>
    block instanceof asn1js.Constructed ? (block.valueBlock.value as unknown[]) : [];
  const inside = (tag: number) =>
    attributes
      .filter(({ type }) => type === REVOCATION_VALUES)
      .flatMap(({ values }) => children(values[0]))
      .filter((part) => part instanceof asn1js.Constructed && part.idBlock.tagNumber === tag)
      .flatMap((part) => children(children(part)[0]))
      .slice(0, MOST);
  const all = <T>(blocks: unknown[], make: (schema: unknown) => T): T[] =>
    blocks.flatMap((block) => {
      try {
        return [make(block)];
      } catch {
        return [];
      }
    });
  return {
    lists: all(inside(0), (schema) => new pkijs.CertificateRevocationList({ schema })),
    answers: all(inside(1), (schema) => new pkijs.BasicOCSPResponse({ schema })),
  };
}

/**
 * What the answers say of a certificate. One counts if the certificate's issuer signed it, or somebody to whom this issuer gave a certificate for
 * signing such answers (RFC 6960, section 4.2.2.2), valid when the answer was made; not with MD5 or SHA-1. All others are passed over.
 */
export async function statementsOf(
  answers: readonly BasicOCSPResponse[],
  certificate: Certificate,
  issuer: Certificate,
  spend: () => void = () => undefined,
): Promise<Statement[]> {
  const found: Statement[] = [];
  for (const answer of answers) {
    const said = await statementIn(answer, certificate, issuer);
    if (said !== undefined && (await isSigned(answer, issuer, spend))) found.push(said);
  }
  return found;
}

async function statementIn(
  answer: BasicOCSPResponse,
  certificate: Certificate,
  issuer: Certificate,
): Promise<Statement | undefined> {
  for (const single of answer.tbsResponseData.responses.slice(0, MOST))
    if (await isAbout(single, certificate, issuer)) return read(single);
  return undefined;
}

async function isAbout({ certID }: SingleResponse, certificate: Certificate, issuer: Certificate): Promise<boolean> {
  const { pkijs } = asn1();
  if (!certID.serialNumber.isEqual(certificate.serialNumber)) return false;
  try {
    const { name } = signatureEngine().getAlgorithmByOID(certID.hashAlgorithm.algorithmId, true, 'hash');
    const own = new pkijs.CertID();
    await own.createForCertificate(certificate, { hashAlgorithm: name, issuerCertificate: issuer }, signatureEngine());
    return (
      equal(own.issuerNameHash.valueBlock.valueHexView, certID.issuerNameHash.valueBlock.valueHexView) &&
      equal(own.issuerKeyHash.valueBlock.valueHexView, certID.issuerKeyHash.valueBlock.valueHexView)
    );
  } catch {
    return false;
  }
}

// CertStatus ::= CHOICE { good [0] NULL, revoked [1] { revocationTime, [0] reason OPTIONAL }, unknown [2] NULL }
function read({ certStatus, thisUpdate, singleExtensions }: SingleResponse): Statement | undefined {
  const { asn1js } = asn1();
  if (singleExtensions?.some((extension) => extension.critical) === true) return undefined;
  const status: unknown = certStatus;
  if (!(status instanceof asn1js.Constructed) && !(status instanceof asn1js.Primitive)) return undefined;
  if (status.idBlock.tagNumber === GOOD) return { made: thisUpdate, revoked: undefined };
  if (status.idBlock.tagNumber !== REVOKED || !(status instanceof asn1js.Constructed)) return undefined;
  const [time, wrapped] = status.valueBlock.value;
  const reason = wrapped instanceof asn1js.Constructed ? wrapped.valueBlock.value[0] : undefined;
  // Revoked at a time that can't be read is revoked at all times.
  const at = time instanceof asn1js.GeneralizedTime ? time.toDate() : new Date(0);
  return {
    made: thisUpdate,
    revoked: { at, reason: reason instanceof asn1js.Enumerated ? reason.valueBlock.valueDec : -1 },
  };
}

async function isSigned(answer: BasicOCSPResponse, issuer: Certificate, spend: () => void): Promise<boolean> {
  const { signatureAlgorithm, tbsResponseData, signature } = answer;
  if (WEAK.includes(signatureAlgorithm.algorithmId)) return false;
  const made = tbsResponseData.producedAt;
  const delegates = (answer.certs ?? []).slice(0, MOST).filter((each) => isForAnswers(each, made));
  for (const signer of [issuer, ...delegates]) {
    spend();
    if (signer !== issuer && !(hasUsualKey(signer) && (await isIssuedBy(signer, issuer)))) continue;
    spend();
    const holds = await signatureEngine()
      .verifyWithPublicKey(
        tbsResponseData.tbsView.slice().buffer,
        signature,
        signer.subjectPublicKeyInfo,
        signatureAlgorithm,
      )
      .catch(() => false);
    if (holds) return true;
  }
  return false;
}

function isForAnswers({ extensions, notBefore, notAfter }: Certificate, made: Date): boolean {
  const usage = extensions?.find((extension) => extension.extnID === EXTENDED_KEY_USAGE);
  const purposes = (usage?.parsedValue as ExtKeyUsage | undefined)?.keyPurposes ?? [];
  return purposes.includes(OCSP_SIGNING) && notBefore.value <= made && made <= notAfter.value;
}

async function isIssuedBy(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  if (!certificate.issuer.isEqual(issuer.subject) || WEAK.includes(certificate.signatureAlgorithm.algorithmId))
    return false;
  return certificate.verify(issuer, signatureEngine()).catch(() => false);
}
