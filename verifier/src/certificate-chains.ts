import type { Certificate } from 'pkijs';
// The page's build puts browser-asn1.ts in the place of this one file.
import { asn1 } from './primitives/node-asn1.ts';
import type { SignatureBudget } from './signature-budget.ts';
import { signatureEngine } from './signature-engine.ts';

/** Most certificates of a chain, most chains that are tried, and most steps in looking for them. */
const LONGEST = 8;
const MOST_CHAINS = 8;
const MOST_STEPS = 200;

/**
 * The chains from a certificate up to one of the roots, each signed by the next, the certificate first and the root last; shorter ones are found
 * first at each step. No two certificates of a chain have the same name: so no chain goes in circles, and whoever filled the pool can't make the search long.
 * Whether they were valid and allowed to sign is not judged here.
 */
export async function certificateChains(
  certificate: Certificate,
  pool: readonly Certificate[],
  roots: readonly Certificate[],
  budget: SignatureBudget,
  at: string,
): Promise<Certificate[][]> {
  const found: Certificate[][] = [];
  let steps = 0;
  const climb = async (chain: readonly Certificate[], last: Certificate): Promise<void> => {
    const above = (each: Certificate) =>
      each.subject.isEqual(last.issuer) && !chain.some((below) => below.subject.isEqual(each.subject));
    for (const [trusted, issuers] of [
      [true, roots.filter(above)],
      [false, chain.length < LONGEST ? pool.filter(above) : []],
    ] as const)
      for (const issuer of issuers) {
        steps += 1;
        if (steps > MOST_STEPS || found.length === MOST_CHAINS) return;
        if (!hasUsualKey(issuer)) continue;
        budget.spend(at);
        if (!(await last.verify(issuer, signatureEngine()).catch(() => false))) continue;
        if (trusted) found.push([...chain, issuer]);
        else await climb([...chain, issuer], issuer);
      }
  };
  await climb([certificate], certificate);
  return found;
}

/** Longest modulus and public exponent of an RSA key that is used, in bytes (DER adds one). */
const LONGEST_MODULUS = 1025;
const LONGEST_EXPONENT = 9;

/** Whether checking a signature of this key takes no longer than usual: RSA with an exponent as long as its modulus takes a hundred times that. */
export function hasUsualKey({ subjectPublicKeyInfo }: Certificate): boolean {
  const key = subjectPublicKeyInfo.parsedKey;
  if (!(key instanceof asn1().pkijs.RSAPublicKey)) return true;
  return (
    key.modulus.valueBlock.valueHexView.length <= LONGEST_MODULUS &&
    key.publicExponent.valueBlock.valueHexView.length <= LONGEST_EXPONENT
  );
}
