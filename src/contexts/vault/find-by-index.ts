import type { Tx } from '../../platform/database/index.ts';
import type { FieldCode } from '../register/index.ts';
import { selectByDigest, selectByDigests } from './store/blind-index-table.ts';
import { valueDigests } from './value-digest.ts';
import type { VaultDeps } from './vault-deps.ts';

/** Ids of the people who hold each value, in the order of `values`; throws `vault.malformed-value` if one has not its field's form. */
export async function findManyByIndex(
  deps: VaultDeps,
  tx: Tx,
  field: FieldCode,
  values: readonly string[],
): Promise<string[][]> {
  const asked = values.map((value) => valueDigests(deps, field, value));
  const positions = new Map<string, number[]>();
  for (const [position, digests] of asked.entries())
    for (const { digest } of digests) {
      const key = digest.toString('latin1');
      const known = positions.get(key);
      if (known === undefined) positions.set(key, [position]);
      else known.push(position);
    }
  const distinct = new Map(asked.flat().map((each) => [each.digest.toString('latin1'), each]));
  const found = values.map(() => new Set<string>());
  if (values.length > 0)
    for (const { digest, person } of await selectByDigests(tx, field, [...distinct.values()]))
      for (const position of positions.get(digest.toString('latin1')) ?? []) found[position]?.add(person);
  return found.map((persons) => [...persons]);
}

/** Ids of the people who hold a value; throws `vault.malformed-value` if it has not its field's form. */
export async function findByIndex(deps: VaultDeps, tx: Tx, field: FieldCode, value: string): Promise<string[]> {
  const digests = valueDigests(deps, field, value);
  const [only] = digests;
  if (only !== undefined && digests.length === 1) return selectByDigest(tx, field, only);
  const found = await Promise.all(digests.map((each) => selectByDigest(tx, field, each)));
  return [...new Set(found.flat())];
}
