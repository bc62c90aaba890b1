import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { bundlePayload } from './domain/evidence-key.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { newPersonKeys, sealPersonKeys } from './person-keys.ts';
import { recordActs } from './record-acts.ts';
import { hurryTimestamp } from './stamp-checkpoint.ts';
import { lockChains, succeedKey } from './store/chains.ts';

/** A bundle that is being issued: its entry has ended the person's key, and nothing is shown yet. */
export interface IssuedBundle {
  readonly id: string;
  readonly person: string;
  /** The generation of the key that it ended. */
  readonly generation: number;
}

/**
 * Begins to issue a bundle of a person: an entry ends the person's evidence key, which the bundle will show, and commits to the next one, so that
 * the bundle links nothing later. Commit it before gathering, so that the epoch can cover the entry.
 */
export async function endKey(context: EvidenceContext, tx: Tx, person: string): Promise<IssuedBundle> {
  const id = newId(context.clock);
  const [before] = await lockChains(tx, [person]);
  const generation = before?.generation ?? 1;
  const successor = newPersonKeys();
  const payload = bundlePayload(id, generation, successor.tag);
  await recordActs(context, tx, [{ kind: 'bundle-issued', person, payload }]);
  const [ended] = await lockChains(tx, [person]);
  if (ended === undefined || ended.generation !== generation) throw new Error('the chain moved while it was locked');
  await succeedKey(tx, ended, sealPersonKeys(context, person, generation + 1, successor));
  context.chains.forget(person, tx);
  await hurryTimestamp(context, tx);
  return { id, person, generation };
}
