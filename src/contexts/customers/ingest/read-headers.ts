import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { headerLabel } from './read-upload.ts';
import { readHeader } from './store/import-store.ts';

/** The names of an import's columns; none when it has no file yet. */
export async function readHeaders(deps: Pick<CustomersDeps, 'vault'>, tx: Tx, id: string): Promise<string[]> {
  const sealed = await readHeader(tx, id);
  if (sealed === null) return [];
  return JSON.parse(deps.vault.openBlob(headerLabel(id), sealed).toString('utf8')) as string[];
}
