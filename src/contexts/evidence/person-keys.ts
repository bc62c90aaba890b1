import { pooledRandom, seal, unseal } from '../../platform/crypto/index.ts';
import type { Opening } from './domain/receipt.ts';
import type { EvidenceContext } from './evidence-context.ts';

/** A person's keys of one generation: `tag` is the evidence key, shown in a bundle; `opening` encrypts openings and is never shown. */
export interface PersonKeys {
  readonly tag: Buffer;
  readonly opening: Buffer;
}

const LABEL = 'evidence.person-keys';

/** Fresh random keys. */
export function newPersonKeys(): PersonKeys {
  const bytes = pooledRandom(64);
  return { tag: bytes.subarray(0, 32), opening: bytes.subarray(32) };
}

// Person and generation stand inside the sealed bytes, so that a row cannot be given another person's keys.
function owner(person: string, generation: number): Buffer {
  return Buffer.from(`${person}|${generation}`, 'utf8');
}

/** The keys as stored. */
export function sealPersonKeys(context: EvidenceContext, person: string, generation: number, keys: PersonKeys): Buffer {
  return context.service.sealSmall(LABEL, Buffer.concat([keys.tag, keys.opening, owner(person, generation)]));
}

/** The keys of a stored row; throws when the row was changed or belongs to somebody else. */
export function openPersonKeys(
  context: EvidenceContext,
  row: { readonly person: string; readonly generation: number; readonly keys: Buffer },
): PersonKeys {
  const bytes = context.service.unsealSmall(LABEL, row.keys);
  if (bytes === undefined || !bytes.subarray(64).equals(owner(row.person, row.generation)))
    throw new Error('a stored evidence key does not open');
  return { tag: bytes.subarray(0, 32), opening: bytes.subarray(32, 64) };
}

const OPENING = 'evidence.openings';

/** The canonical JSON of an opening; `payload` is canonical JSON. */
export function openingText(salt: string, payload: string): string {
  return `{"payload":${payload},"salt":"${salt}"}`;
}

/**
 * Seals openings under the person's opening key, or under the service ring for an act that concerns nobody: one as it is, several as a list. They
 * are bound to the id of the first one's entry.
 */
export function sealOpenings(
  context: EvidenceContext,
  keys: PersonKeys | undefined,
  entry: string,
  openings: readonly string[],
): Buffer {
  const bytes = Buffer.from(openings.length === 1 ? (openings[0] ?? '') : `[${openings.join(',')}]`, 'utf8');
  return keys === undefined
    ? context.service.sealSmall(OPENING, bytes)
    : seal(keys.opening, bytes, `${OPENING}|${entry}`);
}

/** Opens number `at` of what `sealOpenings` made for `entry`; throws when it does not open. The caller checks it against the entry's commitment. */
export function openOpening(
  context: EvidenceContext,
  keys: PersonKeys | undefined,
  { entry, sealed, at }: { readonly entry: string; readonly sealed: Buffer; readonly at: number },
): Opening {
  const bytes =
    keys === undefined
      ? context.service.unsealSmall(OPENING, sealed)
      : unseal(keys.opening, sealed, `${OPENING}|${entry}`);
  if (bytes === undefined) throw new Error('a stored opening does not open');
  const opened = JSON.parse(bytes.toString('utf8')) as Opening | Opening[];
  const opening = Array.isArray(opened) ? opened[at] : opened;
  if (opening === undefined) throw new Error('a stored opening is not where it should be');
  return opening;
}
