import type { Tx } from '../../platform/database/index.ts';
import { newIdAt } from '../../platform/ids.ts';
import type { Act, Receipt } from '../evidence/index.ts';
import type { GateContext } from './gate-context.ts';

/**
 * Records a no, whose entry is made while PostgreSQL stores what names it (decision 0138). `store` gets the receipt's id. Whoever says no is locked
 * before.
 */
export async function recordNo(
  context: GateContext,
  tx: Tx,
  act: Act & { readonly time: Date },
  store: (receipt: string) => Promise<void>,
): Promise<Receipt> {
  const id = newIdAt(act.time);
  const [, [receipt]] = await Promise.all([store(id), context.evidence.recordActs(tx, [{ ...act, id }])]);
  if (receipt === undefined) throw new Error('no receipt');
  return receipt;
}
