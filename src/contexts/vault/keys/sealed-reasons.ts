import { reasonLabel } from '../reveal-fields.ts';
import { generationBytes, type SealedHolder } from './sealed-holder.ts';

/** The reasons of reveals, which the vault keeps itself. */
export const sealedReasons: SealedHolder = {
  name: 'vault.reveal',
  async sealAnew(tx, { below, after, limit }, seal) {
    const rows = await tx.query<{ id: string; reason: Buffer }>(
      `select id, reason from vault.reveal where substring(reason from 5 for 4) < $1 and ($2::uuid is null or id > $2)
       order by id limit $3 for update`,
      [generationBytes(below), after, limit],
    );
    let moved = 0;
    for (const { id, reason } of rows) {
      const fresh = seal(reasonLabel(id), reason);
      if (fresh === undefined) continue;
      await tx.execute('update vault.reveal set reason = $2 where id = $1', [id, fresh]);
      moved += 1;
    }
    return { moved, after: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
  },
  async left(tx, below) {
    const row = await tx.one<{ count: number }>(
      'select count(*)::int as count from vault.reveal where substring(reason from 5 for 4) < $1',
      [generationBytes(below)],
    );
    return row.count;
  },
};
