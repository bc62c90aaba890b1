import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { type RefutedValue, refutedOf } from './store/correction-store.ts';

/** What a source says of somebody, without what was taken away by hand: only the person's own hand, or staff by hand, gives that back. */
export async function withoutRefuted(
  deps: Pick<CustomersDeps, 'vault'>,
  tx: Tx,
  told: ReadonlyMap<string, ReadonlyMap<FieldCode, string>>,
): Promise<ReadonlyMap<string, ReadonlyMap<FieldCode, string>>> {
  const refuted = await refutedOf(tx, [...told.keys()]);
  if (refuted.length === 0) return told;
  return new Map(
    [...told].map(([person, fields]) => {
      const gone = refuted.filter((each) => each.person === person);
      return [person, new Map([...fields].filter(([field, value]) => !isRefuted(deps, gone, field, value)))];
    }),
  );
}

function isRefuted(
  deps: Pick<CustomersDeps, 'vault'>,
  gone: readonly RefutedValue[],
  field: FieldCode,
  value: string,
): boolean {
  const [first] = gone.filter((each) => each.field === field);
  if (first === undefined || !deps.vault.normalise(field, value).ok) return false;
  const digest = deps.vault.personalDigest({ person: first.person, field, value });
  return gone.some((each) => each.field === field && each.digest.equals(digest));
}
