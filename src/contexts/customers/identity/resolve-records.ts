import type { Tx } from '../../../platform/database/index.ts';
import type { IdentifierType } from './domain/identifier-types.ts';
import { type Resolved, resolveComponent } from './domain/resolve-component.ts';
import { claimsOf, type StoredClaim } from './store/claim-store.ts';
import { rulingsOf } from './store/linking-store.ts';

/** Who is one human among the records of each component, by everything that is known of them: every record of each stands in the answer. */
export async function resolveRecords(
  tx: Tx,
  components: readonly (readonly number[])[],
  types: readonly IdentifierType[],
  crowded: (digest: Buffer) => boolean,
): Promise<Resolved> {
  if (components.length === 0) return { clusters: [], quarantined: [] };
  const component = new Map<number, number>();
  for (const [index, records] of components.entries()) for (const each of records) component.set(each, index);
  const claims: StoredClaim[][] = components.map(() => []);
  for (const claim of await claimsOf(tx, [...component.keys()]))
    if (types.includes(claim.type)) claims[component.get(claim.ordinal) ?? -1]?.push(claim);
  const rulings = await rulingsOf(tx, [...component.keys()]);
  const resolved = components.map((records, index) => {
    const among = new Set(records);
    const ruled = rulings.filter(({ a, b }) => among.has(a) && among.has(b));
    const { clusters, quarantined } = resolveComponent(claims[index] ?? [], ruled, crowded);
    const held = new Set(clusters.flat());
    return { clusters: [...clusters, ...records.filter((each) => !held.has(each)).map((each) => [each])], quarantined };
  });
  return {
    clusters: resolved.flatMap(({ clusters }) => clusters),
    quarantined: resolved.flatMap(({ quarantined }) => quarantined),
  };
}
