import type { Tx } from '../../platform/database/index.ts';
import { generationBytes, type SealedHolder } from '../vault/index.ts';

// Papers, bundles and searches have terms of days and go by themselves; until then they hold their generation.
function short(table: 'rights.bundle' | 'rights.search' | 'rights.download'): SealedHolder {
  return {
    name: table,
    async left(tx: Tx, below: number) {
      const row = await tx.one<{ count: number }>(
        `select count(*)::int as count from ${table} where substring(sealed from 5 for 4) < $1`,
        [generationBytes(below)],
      );
      return row.count;
    },
  };
}

/** Everything that this context keeps under keys of the vault. */
export const rightsSealedHolders: readonly SealedHolder[] = [
  short('rights.bundle'),
  short('rights.search'),
  short('rights.download'),
];
