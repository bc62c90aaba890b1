import { createHash } from 'node:crypto';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import type { RightsContext } from './rights-context.ts';
import { downloadGone } from './rights-failures.ts';
import { type DownloadRow, findDownload, insertDownload } from './store/download-store.ts';

/** How long a file waits, in milliseconds. */
export const DOWNLOAD_LIFETIME = 24 * 3_600_000;

/** A file made for a member of staff. `persons` are those it is about: erasing one of them removes it. */
export interface MadeFile {
  readonly kind: DownloadRow['kind'];
  readonly name: string;
  readonly bytes: Buffer;
  readonly persons: readonly string[];
}

/** Keeps a file, sealed, for 24 hours and for who asked for it alone. */
export async function holdDownload(
  { clock, vault }: Pick<RightsContext, 'clock' | 'vault'>,
  tx: Tx,
  { kind, name, bytes, persons }: MadeFile,
  by: string,
): Promise<DownloadRow> {
  const id = newId(clock);
  const now = clock.now();
  const row = {
    id,
    kind,
    name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    createdAt: now,
    expiresAt: new Date(now.getTime() + DOWNLOAD_LIFETIME),
  };
  await insertDownload(tx, { ...row, by, persons, sealed: vault.sealBlob(`rights.download/${id}`, bytes) });
  return row;
}

/** The file, for who asked for it. Throws `rights.download-gone`. */
export async function collectDownload(
  { clock, vault }: Pick<RightsContext, 'clock' | 'vault'>,
  tx: Tx,
  id: string,
  by: string,
): Promise<DownloadRow & { readonly bytes: Buffer }> {
  const row = await findDownload(tx, id, by, clock.now());
  if (row === undefined) throw downloadGone();
  const { sealed, ...shown } = row;
  return { ...shown, bytes: vault.openBlob(`rights.download/${id}`, sealed) };
}
