import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { type ExportRow, listExports } from './store/export-store.ts';

/** An export as it is shown: never whom it names. */
export type ExportView = Omit<ExportRow, 'secret' | 'reason' | 'sha256'> & {
  readonly reason: string;
  /** Hexadecimal; null while there is no file. */
  readonly sha256: string | null;
};

/** Exports, newest first, with their reasons. */
export async function viewExports(deps: CustomersDeps, tx: Tx, limit: number): Promise<ExportView[]> {
  return (await listExports(tx, limit)).map(({ secret: _secret, reason, sha256, ...row }) => ({
    ...row,
    reason: deps.vault.openBlob(`export-reason/${row.id}`, reason).toString('utf8'),
    sha256: sha256?.toString('hex') ?? null,
  }));
}
