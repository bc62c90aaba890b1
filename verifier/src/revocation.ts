import type { Certificate, CertificateRevocationList, RevokedCertificate } from 'pkijs';
import { fromBase64 } from './bytes.ts';
import { type Statement, statementsOf } from './ocsp.ts';
// The page's build puts browser-asn1.ts in the place of this one file.
import { asn1 } from './primitives/node-asn1.ts';
import { Refusal } from './refusal.ts';
import { SignatureBudget } from './signature-budget.ts';
import { signatureEngine } from './signature-engine.ts';
import { type Token, WEAK } from './timestamp-token.ts';

/** Revocation lists (CRLs, RFC 5280) that the verifier's user got from the authorities. */
export type TsaCrls = readonly CertificateRevocationList[];

/** What revocation lists say of the certificates that a time-stamp rests on, the root aside. */
export type Revocation =
  /** There is no list and no answer, in the token or beside it. */
  | { readonly state: 'unchecked' }
  /** Of at least one certificate there is none that can be used. */
  | { readonly state: 'partly' }
  /** None was revoked; the newest that was said of each is at least as new as `asOf`: `clear` if that is not before the stamp, otherwise `older`. */
  | { readonly state: 'clear' | 'older'; readonly asOf: string };

const KEY_USAGE = '2.5.29.15';
const REASON = '2.5.29.21';
/** How far ahead of this machine's clock a list may be, in milliseconds. */
const AHEAD = 5 * 60_000;
const MOST_LISTS = 64;
/**
 * RFC 3161, section 4: unspecified (0), affiliationChanged (3), superseded (4), cessationOfOperation (5), said in so many words. What was stamped before
 * then stays good. Any other reason, or none, and nothing that this key ever signed is believed.
 */
const KEY_WAS_SAFE = [0, 3, 4, 5];

/** Reads a file of CRLs in PEM, one after another. Throws `Refusal` when it holds none, a damaged one, or one from the future. */
export function readTsaCrls(content: string, now: Date | undefined): TsaCrls {
  const blocks = [...content.matchAll(/-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----/g)];
  let lists: CertificateRevocationList[] = [];
  try {
    lists = blocks.map(([, body = '']) =>
      asn1().pkijs.CertificateRevocationList.fromBER(new Uint8Array(fromBase64(body.replace(/\s/g, '')) ?? [])),
    );
  } catch {
    lists = [];
  }
  if (lists.length === 0 || lists.length > MOST_LISTS)
    throw new Refusal(
      'tsa-crls',
      '--tsa-crls',
      '吊销列表文件无法识别：应为一个或多个 PEM 格式的 CRL',
      'the file of revocation lists is not understood: it holds one or more CRLs in PEM',
    );
  if (now !== undefined && lists.some((list) => list.thisUpdate.value.getTime() > now.getTime() + AHEAD))
    throw new Refusal(
      'tsa-crls',
      '--tsa-crls',
      '吊销列表的签发时间在未来（请核对本机时钟）',
      'a revocation list is from the future (check this clock)',
    );
  return lists;
}

/**
 * Asks the lists and OCSP answers inside a token, and the lists given, about each certificate of its chain (`path`, the signer's first, the root last). They
 * count only under the signature of the certificate's own issuer, or of whom it named for answers. Throws `Refusal` when a certificate was revoked so that the
 * stamp proves nothing, or when a list that the user gave is not what it claims to be. What a token says from the future of `now` is passed over.
 */
export async function checkRevocation(
  token: Token,
  path: readonly Certificate[],
  given: TsaCrls,
  at: string,
  { now, budget = new SignatureBudget() }: { readonly now?: Date | undefined; readonly budget?: SignatureBudget } = {},
): Promise<Revocation> {
  const spend = () => budget.spend(at);
  if (given.length === 0 && token.lists.length === 0 && token.answers.length === 0) return { state: 'unchecked' };
  const believed = ({ made }: Statement) => now === undefined || made.getTime() <= now.getTime() + AHEAD;
  let oldest: Date | undefined;
  let missing = false;
  for (const [place, certificate] of path.slice(0, -1).entries()) {
    const issuer = path[place + 1];
    if (issuer === undefined) continue;
    const lists = [
      ...(await signedLists(given, issuer, true, spend)),
      ...(await signedLists(token.lists, issuer, false, spend)),
    ];
    const answers = await statementsOf(token.answers, certificate, issuer, spend);
    const said = [...lists.map((list) => statementOf(list, certificate)), ...answers].filter(believed);
    for (const statement of said) refuseRevoked(statement, token.time, at);
    const newest = newestCovering(said, certificate);
    if (newest === undefined) missing = true;
    else if (oldest === undefined || newest < oldest) oldest = newest;
  }
  if (missing || oldest === undefined) return { state: 'partly' };
  return { state: oldest >= token.time ? 'clear' : 'older', asOf: oldest.toISOString() };
}

function statementOf(list: CertificateRevocationList, certificate: Certificate): Statement {
  const entry = list.revokedCertificates?.find((each) => each.userCertificate.isEqual(certificate.serialNumber));
  const revoked = entry && { at: entry.revocationDate.value, reason: reasonOf(entry) };
  return { made: list.thisUpdate.value, revoked };
}

// A list of other scope (delta, partitioned, indirect) says so in a critical extension: what it does not list may stand elsewhere, so it is not used.
async function signedLists(
  lists: TsaCrls,
  issuer: Certificate,
  own: boolean,
  spend: () => void,
): Promise<CertificateRevocationList[]> {
  const usable: CertificateRevocationList[] = [];
  for (const list of lists) {
    if (!list.issuer.isEqual(issuer.subject)) continue;
    const whole = list.crlExtensions?.extensions.some((extension) => extension.critical) !== true;
    if (!whole || WEAK.includes(list.signatureAlgorithm.algorithmId)) continue;
    spend();
    const holds = () => list.verify({ issuerCertificate: issuer }, signatureEngine()).catch(() => false);
    const signed = maySignLists(issuer) && (await holds());
    if (signed) usable.push(list);
    else if (own)
      throw new Refusal(
        'tsa-crls',
        '--tsa-crls',
        '吊销列表的签名不成立，或并非由证书的签发者签发',
        'a revocation list is not signed by the issuer that it names',
      );
  }
  return usable;
}

// RFC 5280, section 4.2.1.3: where the usage of the key is told, it has to tell cRLSign (bit 6).
function maySignLists(issuer: Certificate): boolean {
  const usage: unknown = issuer.extensions?.find((extension) => extension.extnID === KEY_USAGE)?.parsedValue;
  if (usage === undefined) return true;
  const bits = usage instanceof asn1().asn1js.BitString ? usage.valueBlock.valueHexView : new Uint8Array();
  return ((bits[0] ?? 0) & 0x02) !== 0;
}

function refuseRevoked({ revoked }: Statement, stamped: Date, at: string): void {
  if (revoked === undefined) return;
  if (revoked.at <= stamped)
    throw new Refusal(
      'timestamp',
      at,
      '盖戳时，时间戳所依据的证书已被吊销',
      'a certificate that the time-stamp rests on had been revoked when it was made',
    );
  if (!KEY_WAS_SAFE.includes(revoked.reason))
    throw new Refusal(
      'timestamp',
      at,
      '时间戳所依据的证书其后被吊销，且未注明密钥当时安全（RFC 3161 第 4 节），其所签均不可信',
      'a certificate that the time-stamp rests on was revoked later, without a reason that leaves its key unharmed (RFC 3161, section 4): nothing it signed is believed',
    );
}

function reasonOf({ crlEntryExtensions }: RevokedCertificate): number {
  const reason: unknown = crlEntryExtensions?.extensions.find((each) => each.extnID === REASON)?.parsedValue;
  return reason instanceof asn1().asn1js.Enumerated ? reason.valueBlock.valueDec : -1;
}

// Authorities may take ended certificates off their lists, so that what was said after the end says nothing.
function newestCovering(said: readonly Statement[], certificate: Certificate): Date | undefined {
  const end = certificate.notAfter.value;
  const made = said.map((each) => each.made).filter((each) => each <= end);
  return made.sort((a, b) => b.getTime() - a.getTime())[0];
}
