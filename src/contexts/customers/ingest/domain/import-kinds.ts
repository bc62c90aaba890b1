import type { Bilingual } from '../../../../platform/failure.ts';

/** What a file holds: bare purchases by member id, or orders of a shop with the recipient's fields. */
export type ImportKind = 'purchases' | 'orders';

/** What a column can mean. */
export type Target =
  | 'member_id'
  | 'order_id'
  | 'at'
  | 'quantity'
  | 'amount'
  | 'product'
  | 'name'
  | 'mobile'
  | 'email'
  | 'address';

export interface KindRules {
  readonly targets: readonly Target[];
  readonly required: readonly Target[];
}

/** Which columns each kind may and must have. */
export const importKinds: Readonly<Record<ImportKind, KindRules>> = {
  purchases: { targets: ['member_id', 'at', 'quantity', 'amount'], required: ['member_id', 'at', 'amount'] },
  orders: {
    targets: ['order_id', 'at', 'name', 'mobile', 'email', 'address', 'product', 'quantity', 'amount', 'member_id'],
    required: ['order_id', 'at', 'amount'],
  },
};

/** Names of the targets for people. */
export const targetNames: Readonly<Record<Target, Bilingual>> = {
  member_id: { zh: '会员编号', en: 'member id' },
  order_id: { zh: '订单号', en: 'order number' },
  at: { zh: '时间', en: 'time' },
  quantity: { zh: '数量', en: 'quantity' },
  amount: { zh: '金额', en: 'amount' },
  product: { zh: '商品', en: 'product' },
  name: { zh: '姓名', en: 'name' },
  mobile: { zh: '手机号', en: 'mobile' },
  email: { zh: '邮箱', en: 'e-mail' },
  address: { zh: '地址', en: 'address' },
};

/** The fields of the register that an import of these targets collects. */
export function collectedFields(
  targets: readonly Target[],
): ('member_id' | 'name' | 'mobile' | 'email' | 'address' | 'order_record')[] {
  const fields = (['member_id', 'name', 'mobile', 'email', 'address'] as const).filter((field) =>
    targets.includes(field),
  );
  return [...fields, 'order_record'];
}
