import type * as pki from 'pkijs';
import { tokenCrypto } from './token-crypto.ts';

/** Authorities that stamp have one or two certificates between their own and the root. */
const LONGEST = 8;
const MOST_TRIES = 200;

/**
 * Chains from a certificate up to a root, each certificate signed by the next. Names in a chain differ, so that it can't go in circles: the library, left to
 * itself, follows two certificates that sign each other for ever. Validity and purposes are judged elsewhere.
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
      if (roots.includes(issuer)) yield [...chain, issuer];
      else if (chain.length < LONGEST) open.push([...chain, issuer]);
    }
  }
}
