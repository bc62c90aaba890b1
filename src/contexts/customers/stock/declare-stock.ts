import type { Tx } from '../../../platform/database/index.ts';
import { type FieldError, fieldError } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields } from '../customers-failures.ts';
import { createImport } from '../ingest/create-import.ts';
import { publishedNotice } from './find-stock.ts';
import { insertStockNotices, type StockNotice } from './store/stock-store.ts';

/** What is declared about a stock before its file is uploaded. */
export interface StockInput {
  readonly activity: string;
  /** The system that gave the member numbers. */
  readonly issuer: string;
  /** Which labels in the file are which versions in the register; a label that is not here is at most B. */
  readonly notices: readonly StockNotice[];
  readonly by: string;
}

/** Opens a stock that waits for its file: an import of its own kind, uploaded, previewed, started and watched like any other. */
export async function declareStock(deps: CustomersDeps, tx: Tx, input: StockInput): Promise<{ id: string }> {
  const errors: FieldError[] = [];
  const { basis } = await deps.register.activity(tx, input.activity);
  if (basis !== 'consent')
    errors.push(
      fieldError(
        'activity',
        '此处理活动不以同意为基础，没有授权可盘点',
        'the activity rests on no consent: nothing to grade',
      ),
    );
  const labels = new Set<string>();
  for (const [index, { label, notice, version }] of input.notices.entries()) {
    if (labels.has(label))
      errors.push(fieldError(`notices[${index}].label`, '同一版本说明写了两次', 'the label is there twice'));
    labels.add(label);
    const published = await publishedNotice(deps, tx, notice, version);
    if (published === undefined)
      errors.push(fieldError(`notices[${index}].version`, '登记册中没有这个已发布的版本', 'no such published version'));
    else if (!published.activities.some(({ code }) => code === input.activity))
      errors.push(
        fieldError(`notices[${index}].version`, '该版本未告知此处理活动', 'that version does not tell the activity'),
      );
  }
  if (errors.length > 0) throw badFields('stock-notices', errors);
  const { activity, issuer, by } = input;
  const { id } = await createImport(deps, tx, {
    kind: 'stock',
    activity,
    source: 'from_individual',
    issuer,
    notice: null,
    by,
  });
  await insertStockNotices(tx, id, input.notices);
  return { id };
}
