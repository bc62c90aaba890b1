import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import type { Receipt } from '../../evidence/index.ts';
import type { FieldCode } from '../../register/index.ts';
import { insertOrder } from '../store/retention-table.ts';
import { orderRefused } from '../vault-failures.ts';
import type { RetentionDeps } from './retention-deps.ts';

/** What the DPO orders: that nothing collected for an activity (or some of its fields) is kept for it any more. */
export interface OrderInput {
  readonly activity: string;
  /** All of the activity's fields when empty. */
  readonly fields: readonly FieldCode[];
  readonly ground: 'unlawful' | 'other-law';
  /** The law or the finding, for example "未成年人网络保护条例 38"; no personal information. */
  readonly law: string;
  readonly by: string;
}

/**
 * Orders an erasure (PIPL 47(1)(4) and (5)): the next sweep erases what no other activity needs. It holds for what is there now, not for what is
 * collected afterwards. Throws `vault.order-refused` with the field.
 */
export async function orderErasure(deps: RetentionDeps, tx: Tx, input: OrderInput): Promise<Receipt> {
  const { activity, fields, ground, law, by } = input;
  const known = (await deps.register.activities(tx)).find((each) => each.code === activity);
  if (known === undefined)
    throw orderRefused('activity', '登记册中没有这项处理活动', 'is not an activity of the register');
  const id = newId(deps.clock);
  const at = deps.clock.now();
  const payload = { order: id, activity, fields: [...fields], ground, law, by };
  const receipt = await deps.evidence.recordAct(tx, { kind: 'retention', payload, time: at });
  await insertOrder(tx, { id, activity, fields: [...fields], ground, law, by, at, receipt: receipt.id });
  await deps.noteStaffAct(tx, { by, act: 'vault.order-erasure', subject: activity });
  return receipt;
}
