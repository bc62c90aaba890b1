/** A step of an inclusion path: the neighbour's hash, on which side it stands, and the hash of both. */
export interface Step {
  readonly sibling: string;
  readonly side: 'left' | 'right';
  readonly node: string;
}

/**
 * Climbs from a leaf to the root as RFC 9162, section 2.1.3.2, says: what any verifier does. Hashes are base64url; the last step's `node` is the
 * root. Undefined where the browser gives no SHA-256 (a page without https).
 */
export async function climb(proof: {
  readonly index: number;
  readonly size: number;
  readonly leaf: string;
  readonly inclusion: readonly string[];
}): Promise<Step[] | undefined> {
  if (globalThis.crypto?.subtle === undefined) return undefined;
  let node = fromBase64(proof.leaf);
  let at = BigInt(proof.index);
  let last = BigInt(proof.size) - 1n;
  const steps: Step[] = [];
  for (const text of proof.inclusion) {
    const sibling = fromBase64(text);
    const onLeft = (at & 1n) === 1n || at === last;
    node = onLeft ? await parent(sibling, node) : await parent(node, sibling);
    if (onLeft && (at & 1n) === 0n)
      while ((at & 1n) === 0n && at !== 0n) {
        at >>= 1n;
        last >>= 1n;
      }
    at >>= 1n;
    last >>= 1n;
    steps.push({ sibling: text, side: onLeft ? 'left' : 'right', node: toBase64url(node) });
  }
  return steps;
}

async function parent(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  const bytes = new Uint8Array(1 + left.length + right.length);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function fromBase64(text: string): Uint8Array {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0));
}

function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** Whether two hashes are one, in base64 or base64url. */
export function sameHash(one: string, other: string): boolean {
  const plain = (text: string) => text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  return plain(one) === plain(other);
}
