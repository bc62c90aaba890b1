import { keyedDigest, keyedDigestInto } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { type Bilingual, fieldError } from '../../platform/failure.ts';
import { STANDING_INDEX } from '../../platform/keyring/index.ts';
import type { FieldCode } from '../register/index.ts';
import { INDEXED_FIELDS, normalise, plainIndex } from './domain/normalise.ts';
import type { DigestPair } from './keys/digest-holder.ts';
import { newestIndexSecret, shareIndexSecret } from './store/key-secret-table.ts';
import { today, type VaultDeps } from './vault-deps.ts';
import { indexKeyAway, malformedValues } from './vault-failures.ts';

/** A keyed digest as other contexts keep it, and the same value's under older index secrets that are still kept, the newest first. */
export interface OuterDigest {
  readonly digest: Buffer;
  readonly older: readonly Buffer[];
}

/**
 * The digest of a value under the first index secret, HMAC-SHA256 of its normalised form; equal for every spelling, and for ever. For keys that name
 * nobody and can't be made anew, such as the number of a row. Throws `vault.malformed-value`, or TypeError (a bug) for a field without an index.
 */
export function standingDigest(deps: VaultDeps, field: FieldCode, value: string): Buffer {
  return keyedDigest(deps.ring.indexKey(field), indexForm(deps, field, value));
}

/** Writes the first `bytes` of the same digest into `target` at `at`: for very many, as no object is made for each. */
export function standingDigestInto(
  deps: VaultDeps,
  field: FieldCode,
  value: string,
  target: Buffer,
  place: { readonly at: number; readonly bytes: number },
): void {
  keyedDigestInto(deps.ring.indexKey(field), indexForm(deps, field, value), target, place);
}

/** The digests of a value under every index key that is still kept, newest first: as the vault's own index holds them. */
export function valueDigests(
  deps: VaultDeps,
  field: FieldCode,
  value: string,
): { generation: number; digest: Buffer }[] {
  const form = indexForm(deps, field, value);
  return deps.ring.indexKeys(field).map(({ generation, key }) => ({ generation, digest: keyedDigest(key, form) }));
}

/** The digests of a value as other contexts keep them; see `outerForm`. */
export function outerDigests(deps: VaultDeps, field: FieldCode, value: string): OuterDigest {
  const [newest, ...older] = valueDigests(deps, field, value).map(outerForm);
  if (newest === undefined) throw new Error('an open ring has an index key');
  return { digest: newest, older };
}

/**
 * How other contexts keep a digest: under the first secret as it is, under a later one behind the secret's number (4 bytes, big-endian), so that
 * it can be told what stands under an older secret without opening anything (decision 0062).
 */
export function outerForm({ generation, digest }: { generation: number; digest: Buffer }): Buffer {
  if (generation === STANDING_INDEX) return digest;
  const number = Buffer.alloc(4);
  number.writeUInt32BE(generation);
  return Buffer.concat([number, digest]);
}

/**
 * The newest digests of addresses, in the order of `values`. Whatever stands under older secrets for them anywhere is put under the newest first,
 * in the caller's transaction, so that rows of one address always carry one digest and the gate may compare them. Throws
 * `vault.malformed-value`, or `vault.index-key-away` while another server's newer secret can't be read here.
 */
export async function addressDigests(
  deps: VaultDeps,
  tx: Tx,
  field: FieldCode,
  values: readonly string[],
): Promise<Buffer[]> {
  if (values.length === 0) return [];
  await shareIndexSecret(tx);
  const known = await newestIndexSecret(tx);
  if (known > deps.ring.current('indexes')) deps.ring.follow();
  // What this server wrote under an older secret would not meet the noes that others write under the newer one.
  if (known > deps.ring.current('indexes')) throw indexKeyAway();
  const digests = values.map((value) => underSecret(valueDigests(deps, field, value), known));
  const pairs = digests.flatMap(({ digest, older }) => older.map((from): DigestPair => ({ from, to: digest })));
  await renewOutside(deps, tx, field, pairs);
  return digests.map(({ digest }) => digest);
}

// The database says which secret all servers write under, not the newest file: a rotation that failed to begin may have left one. 0: none is noted yet.
function underSecret(digests: readonly { generation: number; digest: Buffer }[], known: number): OuterDigest {
  const current = digests.find(({ generation }) => generation === known) ?? digests.at(-1);
  if (current === undefined) throw new Error('an open ring has an index key');
  return { digest: outerForm(current), older: digests.filter((each) => each !== current).map(outerForm) };
}

/** Puts what stands under older digests of these values under their newest, wherever other contexts keep them. */
export async function settleDigests(
  deps: VaultDeps,
  tx: Tx,
  field: FieldCode,
  digests: readonly Partial<OuterDigest>[],
): Promise<void> {
  const pairs = digests.flatMap(({ digest, older = [] }) =>
    digest === undefined ? [] : older.map((from): DigestPair => ({ from, to: digest })),
  );
  await renewOutside(deps, tx, field, pairs);
}

/** Puts the digests of one field under their newer ones wherever other contexts keep them; pairs that nobody has change nothing. */
export async function renewOutside(
  deps: VaultDeps,
  tx: Tx,
  field: FieldCode,
  pairs: readonly DigestPair[],
): Promise<void> {
  if (pairs.length === 0) return;
  // In one order, so that two who meet the same addresses wait for each other instead of blocking each other.
  const ordered = [...pairs].sort((a, b) => Buffer.compare(a.from, b.from));
  for (const holder of deps.digestHolders) if (holder.fields.includes(field)) await holder.renew(tx, ordered);
}

function indexForm(deps: VaultDeps, field: FieldCode, value: string): string {
  if (!INDEXED_FIELDS.has(field)) throw new TypeError(`the field ${field} has no blind index`);
  const plain = plainIndex(field, value);
  if (plain !== undefined) return plain;
  const normalised = normalise(field, value, today(deps.clock));
  if (!normalised.ok) throw malformedValues([malformed(field, normalised.problem)]);
  return normalised.index;
}

/** The field error of a value that is not of its field's form. */
export function malformed(path: string, problem: Bilingual): ReturnType<typeof fieldError> {
  return fieldError(path, problem.zh, problem.en);
}
