import type { Tx } from '../../platform/database/index.ts';
import { redactReason } from './redact-reason.ts';
import { reasonLabel } from './reveal-fields.ts';
import { openBlob } from './seal-stream.ts';
import { selectReveals } from './store/reveal-table.ts';
import type { VaultDeps } from './vault-deps.ts';

/** A reveal as the DPO reads it; never what was revealed. */
export interface RevealRecord {
  readonly id: string;
  readonly person: string;
  readonly activity: string;
  readonly fields: readonly string[];
  readonly by: string;
  readonly reason: string;
  readonly receipt: string;
  readonly at: Date;
}

/** Reveals newest first, of one person or of all; `cursor` is the `next` of the page before. */
export async function listReveals(
  deps: VaultDeps,
  tx: Tx,
  page: { person?: string; cursor?: string; limit: number },
): Promise<{ items: RevealRecord[]; next?: string }> {
  const rows = await selectReveals(tx, {
    person: page.person ?? null,
    before: page.cursor ?? null,
    limit: page.limit + 1,
  });
  const items = rows.slice(0, page.limit).map((row) => ({
    id: row.id,
    person: row.person,
    activity: row.activity,
    fields: row.fields,
    by: row.shown_to,
    reason: redactReason(openBlob(deps, reasonLabel(row.id), row.reason).toString('utf8')),
    receipt: row.receipt,
    at: row.at,
  }));
  const last = items.at(-1);
  return rows.length > page.limit && last !== undefined ? { items, next: last.id } : { items };
}
