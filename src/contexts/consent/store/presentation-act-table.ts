import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { ActRow, ActTable } from '../../evidence/index.ts';

interface Stored {
  readonly row: string;
  readonly content: { readonly [member: string]: Json };
  readonly hash: Buffer;
  readonly notice: string;
  readonly version: number;
  readonly activities: Json;
  readonly time: Date;
  readonly used: boolean;
}

/** What was shown to people who answered it. Its row holds no receipt: the entry names the row. What nobody answered has no entry. */
export const presentations: ActTable = {
  name: 'consent.presentation',
  kinds: ['presentation'],
  whole: true,
  // What was shown to somebody who was erased can't be told any more.
  expects: ({ payload }) => payload !== undefined,
  async rowsOf(tx, acts) {
    const shown = acts.flatMap(({ receipt, payload }) => {
      const id = payload?.['id'];
      return typeof id === 'string' ? [{ receipt, id }] : [];
    });
    const rows = await tx.query<Stored>(
      `select id::text as row, content, hash, notice, notice_version as version, activities, shown_at as time, used_at is not null as used
         from consent.presentation where id = any($1::uuid[])`,
      [shown.map(({ id }) => id)],
    );
    const stored = new Map(rows.map((row) => [row.row, row]));
    return shown.flatMap(({ receipt, id }): ActRow[] => {
      const row = stored.get(id);
      if (row === undefined) return [];
      const facts = { ...row.content, hash: row.hash.toString('hex') };
      return [{ row: id, receipt, time: row.time, facts, wrong: besideContent(row) }];
    });
  },
  receipts: async () => [],
};

function besideContent({ content, hash, notice, version, activities, used }: Stored): string | null {
  const computed = createHash('sha256').update(canonicalJson(content), 'utf8').digest();
  if (!computed.equals(hash)) return 'the hash of its content';
  if (notice !== content['notice'] || version !== content['version']) return 'the notice of its content';
  if (codesOf(activities) !== codesOf(content['activities'] ?? [])) return 'the activities of its content';
  return used ? null : 'answered';
}

const codesOf = (activities: Json): string =>
  (activities as readonly { readonly code: string; readonly revision?: number }[])
    .map(({ code, revision }) => `${code}/${revision}`)
    .join();
