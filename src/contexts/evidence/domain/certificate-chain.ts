import * as pki from 'pkijs';
import { tokenCrypto } from './token-crypto.ts';

/** Authorities that stamp have one or two certificates between their own and the root. */
const LONGEST = 8;
const MOST_TRIES = 200;

/**
 * Chains from a certificate up to a root, each certificate signed by the next. Names in a chain differ, so that it can't go in circles: the library, left to
 * itself, follows two certificates that sign each other for ever. None goes beyond the limits in its certificates (RFC 5280, section 6.1). Validity and purposes
 * are judged elsewhere.
 */
export async function* certificateChains(
  certificate: pki.Certificate,
  between: readonly pki.Certificate[],
  roots: readonly pki.Certificate[],
): AsyncGenerator<readonly pki.Certificate[]> {
  const open: (readonly pki.Certificate[])[] = [[certificate]];
  let tries = 0;
  for (let chain = open.shift(); chain !== undefined; chain = open.shift()) {
    const last = chain.at(-1) ?? certificate;
    for (const issuer of [...roots, ...between]) {
      const names = chain.map((each) => each.subject);
      if (!issuer.subject.isEqual(last.issuer) || names.some((name) => name.isEqual(issuer.subject))) continue;
      tries += 1;
      if (tries > MOST_TRIES) return;
      if (!(await last.verify(issuer, tokenCrypto).catch(() => false))) continue;
      const longer = [...chain, issuer];
      if (roots.includes(issuer)) {
        if (staysWithin(longer)) yield longer;
      } else if (chain.length < LONGEST) open.push(longer);
    }
  }
}

/** keyUsage, subjectAltName, basicConstraints, certificatePolicies, extKeyUsage: heeded, or no limit to a time-stamp. */
const UNDERSTOOD = new Set(['2.5.29.15', '2.5.29.17', '2.5.29.19', '2.5.29.32', '2.5.29.37']);

// Neither is for the library to say: an authority may allow so many others below it, and what is critical and not understood forbids. A root is trusted as it is.
function staysWithin(chain: readonly pki.Certificate[]): boolean {
  for (const [below, { extensions = [] }] of chain.entries()) {
    const isRoot = below === chain.length - 1;
    if (!isRoot && extensions.some(({ critical, extnID }) => critical && !UNDERSTOOD.has(extnID))) return false;
    const constraints: unknown = extensions.find(({ extnID }) => extnID === '2.5.29.19')?.parsedValue;
    const most = constraints instanceof pki.BasicConstraints ? constraints.pathLenConstraint : undefined;
    if (typeof most === 'number' && below - 1 > most) return false;
  }
  return true;
}
