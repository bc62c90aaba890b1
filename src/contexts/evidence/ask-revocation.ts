import type { Certificate } from 'pkijs';
import { askOutside, type OutsideAnswer } from './ask-outside.ts';
import type { Attestor } from './attest-checkpoint.ts';
import { certificatesBehind } from './domain/revocable-token.ts';
import {
  type CertificateStatus,
  certificateDigest,
  ocspRequest,
  readOcspAnswer,
  readRevocationList,
  voids,
} from './domain/revocation-answer.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { newestTimestamps } from './store/attestations.ts';
import { keepRevocationAnswer } from './store/revocation-answers.ts';

const SIX_HOURS_MS = 6 * 3_600_000;
/** Stamps whose certificates are asked about: those of a TSA that changes its certificate end with answers from while they lasted. */
const NEWEST_STAMPS = 2;
const APART_MS = 5 * 60_000;

/** A time-stamping authority (可信时间戳) that speaks RFC 3161 over HTTP. */
export interface Tsa {
  readonly url: string;
  /** Roots that its chain must lead to. */
  readonly roots: readonly Certificate[];
}

/** Where it may be asked whether certificates behind time-stamps are revoked; nobody else is. */
export interface RevocationAddresses {
  readonly ocsp: readonly string[];
  readonly crls: readonly string[];
}

/** The name of those who are asked among the attestors. */
export const REVOCATION = 'revocation';

/**
 * Asks every six hours, and after each stamp, whether the certificates behind the newest stamps are revoked (OCSP, RFC 6960; CRL, RFC 5280), so that bundles
 * carry the answers. What comes is checked before it is kept. A fault where some certificate got no answer that could be used.
 */
export function revocationAttestor(context: EvidenceContext, tsa: Tsa, addresses: RevocationAddresses): Attestor {
  const { database, clock } = context;
  return {
    name: REVOCATION,
    every: SIX_HOURS_MS,
    async ask() {
      const stamps = await database.transaction((tx) => newestTimestamps(tx, NEWEST_STAMPS), { readOnly: true });
      const asked = new Map<string, { certificate: Certificate; issuer: Certificate; stamped: Date }>();
      for (const { token, time } of stamps)
        for (const pair of await certificatesBehind(token, tsa.roots))
          asked.set(certificateDigest(pair.certificate).toString('hex'), { ...pair, stamped: time });
      const lists = new Map<string, Promise<OutsideAnswer>>();
      let fault: string | null = null;
      for (const [digest, { certificate, issuer, stamped }] of asked) {
        const now = clock.now();
        // What is said of an ended certificate proves nothing: authorities take it off their lists.
        if (certificate.notAfter.value < now) continue;
        const said = (await answers(addresses, certificate, issuer, lists)).filter(
          ({ made }) => made.getTime() <= now.getTime() + APART_MS && made <= certificate.notAfter.value,
        );
        if (said.length === 0) fault ??= 'no-answer';
        if (said.some((each) => voids(each, stamped))) fault = 'certificate-revoked';
        await database.transaction(async (tx) => {
          for (const each of said) await keepRevocationAnswer(tx, Buffer.from(digest, 'hex'), each);
        });
      }
      return fault;
    },
  };
}

async function answers(
  { ocsp, crls }: RevocationAddresses,
  certificate: Certificate,
  issuer: Certificate,
  lists: Map<string, Promise<OutsideAnswer>>,
): Promise<CertificateStatus[]> {
  const found: (CertificateStatus | undefined)[] = [];
  const request = await ocspRequest(certificate, issuer);
  for (const url of ocsp) {
    const answer = await askOutside(url, { type: 'application/ocsp-request', body: request });
    if ('body' in answer && answer.status === 200) found.push(await readOcspAnswer(answer.body, certificate, issuer));
  }
  for (const url of crls) {
    const fetched = lists.get(url) ?? askOutside(url);
    lists.set(url, fetched);
    const answer = await fetched;
    if ('body' in answer && answer.status === 200)
      found.push(await readRevocationList(answer.body, certificate, issuer));
  }
  return found.filter((each) => each !== undefined);
}
