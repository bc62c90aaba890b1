import { keyedDigest } from '../../platform/crypto/index.ts';
import { type Bilingual, fieldError } from '../../platform/failure.ts';
import type { FieldCode } from '../register/index.ts';
import { INDEXED_FIELDS, normalise } from './domain/normalise.ts';
import { today, type VaultDeps } from './vault-deps.ts';
import { malformedValues } from './vault-failures.ts';

/**
 * The lasting digest of a value: HMAC-SHA256 of its normalised form under the field's standing key; equal for every spelling of the same value,
 * and for ever, because a no on an address outlives the person and nobody could compute it anew. Throws `vault.malformed-value`, or TypeError (a bug) for a field without an index.
 */
export function valueDigest(deps: VaultDeps, field: FieldCode, value: string): Buffer {
  return keyedDigest(deps.ring.indexKey(field), indexForm(deps, field, value));
}

/** The digests of a value under every index key that is still kept, newest first. */
export function valueDigests(
  deps: VaultDeps,
  field: FieldCode,
  value: string,
): { generation: number; digest: Buffer }[] {
  const form = indexForm(deps, field, value);
  return deps.ring.indexKeys(field).map(({ generation, key }) => ({ generation, digest: keyedDigest(key, form) }));
}

function indexForm(deps: VaultDeps, field: FieldCode, value: string): string {
  if (!INDEXED_FIELDS.has(field)) throw new TypeError(`the field ${field} has no blind index`);
  const normalised = normalise(field, value, today(deps.clock));
  if (!normalised.ok) throw malformedValues([malformed(field, normalised.problem)]);
  return normalised.index;
}

/** The field error of a value that is not of its field's form. */
export function malformed(path: string, problem: Bilingual): ReturnType<typeof fieldError> {
  return fieldError(path, problem.zh, problem.en);
}
