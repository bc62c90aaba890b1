import type { Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { insertTagAct } from './store/tag-store.ts';

/** A change of a tag as the log keeps it; see the form of `tag` in docs/evidence-format.md, section 17. */
export interface TagChange {
  readonly act: 'declared' | 'ended' | 'given' | 'removed' | 'deleted' | 'refreshed';
  readonly tag: string;
  readonly activity: string;
  readonly by: string;
  /** Null for what concerns the catalogue, or many. */
  readonly person: string | null;
  readonly more?: Readonly<Record<string, Json>>;
}

/** Records a change of a tag as an act of evidence, with its row; the receipt's id. */
export async function recordTagAct(deps: CustomersDeps, tx: Tx, change: TagChange): Promise<string> {
  const { act, tag, activity, by, person, more = {} } = change;
  const id = newId(deps.clock);
  const at = deps.clock.now();
  const payload = { act, activity, by, change: id, tag, ...more };
  const receipt = await deps.evidence.recordAct(tx, {
    kind: 'tag',
    ...(person === null ? {} : { person }),
    payload,
    time: at,
  });
  await insertTagAct(tx, { id, receipt: receipt.id, person, facts: payload, at });
  return receipt.id;
}
