import type { Tx } from '../../../platform/database/index.ts';
import { Failure, fieldError } from '../../../platform/failure.ts';
import type { Receipt } from '../../evidence/index.ts';
import { redactText, scanText } from '../../vault/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields } from '../customers-failures.ts';
import { findStock, publishedNotice } from './find-stock.ts';
import { setRuling, stockGroup } from './store/stock-store.ts';

/** What the DPO rules on a group of partly proven consents. */
export interface Ruling {
  readonly import: string;
  readonly group: number;
  readonly accept: boolean;
  /** The version in the register whose words these people were shown, as the DPO is convinced; needed to accept. */
  readonly notice?: string;
  readonly version?: number;
  readonly reason: string;
  readonly by: string;
}

/**
 * Records the DPO's ruling on a group of grade B with its entry. Only then may the group be taken over. An A needs none; a C can't be ruled
 * into use (PIPL 13, 69). A ruling stands: a group that was ruled on is not ruled on again.
 */
export async function ruleGroup(deps: CustomersDeps, tx: Tx, ruling: Ruling): Promise<Receipt> {
  const stock = await findStock(tx, ruling.import);
  const group = await stockGroup(tx, ruling.import, ruling.group);
  if (group === undefined || stock.status !== 'finished') throw groupNotRuled('unknown');
  if (group.grade !== 'B') throw groupNotRuled(group.grade);
  if (group.ruling !== null) throw groupNotRuled('ruled');
  const { notice, version } = ruling;
  if (ruling.accept) {
    const published =
      notice === undefined || version === undefined ? undefined : await publishedNotice(deps, tx, notice, version);
    if (published === undefined || !published.activities.some(({ code }) => code === stock.activity))
      throw badFields('stock-ruling', [
        fieldError('version', '须指明告知过此处理活动的已发布版本', 'name a published version that tells the activity'),
      ]);
  }
  const reason = redactText(ruling.reason, scanText(ruling.reason));
  const { origin, noticeVersion, how, people, reason: doubt } = group;
  const receipt = await deps.evidence.recordAct(tx, {
    kind: 'stock-ruling',
    payload: {
      import: ruling.import,
      activity: stock.activity,
      group: { number: group.number, grade: 'B', doubt, origin, noticeVersion, how, people },
      ruling: ruling.accept ? 'accepted' : 'rejected',
      notice: notice ?? null,
      version: version ?? null,
      reason,
      by: ruling.by,
    },
  });
  await setRuling(tx, ruling.import, {
    number: group.number,
    ruling: ruling.accept ? 'accepted' : 'rejected',
    notice: notice ?? null,
    version: version ?? null,
    reason,
    receipt: receipt.id,
    by: ruling.by,
    at: deps.clock.now(),
  });
  return receipt;
}

function groupNotRuled(why: string): Failure {
  const details: Readonly<Record<string, { zh: string; en: string }>> = {
    A: { zh: '已证明的（A 级）无需裁定。', en: 'Proven groups (A) need no ruling.' },
    C: {
      zh: '未证明的（C 级）不能通过裁定启用，只能在服务触点重新征求同意。',
      en: "Unproven groups (C) can't be ruled into use; ask again at service touchpoints.",
    },
    ruled: { zh: '这一组已经裁定过。', en: 'This group has been ruled on.' },
    unknown: { zh: '没有这一组，或盘点尚未完成。', en: 'There is no such group, or the stock-take has not finished.' },
  };
  const detail = details[why] ?? details['unknown'];
  return new Failure(
    'customers.stock-not-ruled',
    why === 'unknown' ? 'not-found' : why === 'ruled' ? 'conflict' : 'refused',
    { zh: '不能裁定这一组', en: "This group can't be ruled on" },
    { article: 'PIPL 69', ...(detail === undefined ? {} : { detail }) },
  );
}
