import type { BasicConstraints, Certificate } from 'pkijs';
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
 * None goes beyond the limits in its certificates (RFC 5280, section 6.1). Whether they were valid and are authorities is not judged here.
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
        const longer = [...chain, issuer];
        if (trusted && keepsLimits(longer)) found.push(longer);
        else if (!trusted) await climb(longer, issuer);
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

const BASIC_CONSTRAINTS = '2.5.29.19';
/** Critical extensions that are heeded, or limit nothing here: usages of the key, other names, constraints of the chain, policies, extended usages. */
const HEEDED = ['2.5.29.15', '2.5.29.17', BASIC_CONSTRAINTS, '2.5.29.32', '2.5.29.37'];

// The library knows neither: how many authorities may follow below one, and that a critical extension that is not understood (names allowed below, say) forbids.
function keepsLimits(chain: readonly Certificate[]): boolean {
  return chain.every(({ extensions = [] }, place) => {
    const known =
      place === chain.length - 1 || extensions.every((each) => !each.critical || HEEDED.includes(each.extnID));
    const constraints = extensions.find((each) => each.extnID === BASIC_CONSTRAINTS)?.parsedValue as
      | BasicConstraints
      | undefined;
    const most = constraints?.pathLenConstraint;
    // No two names of a chain are equal, so every certificate between this one and the first counts. Lengths that do not fit a number are as good as none.
    return known && (typeof most !== 'number' || place - 1 <= most);
  });
}
