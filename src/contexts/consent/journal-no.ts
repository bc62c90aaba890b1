import { toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { GateContext } from './gate-context.ts';

/** A no as the journal keeps it: opaque ids, codes, times and keyed digests. `receipt` tells whether a database knows it. */
export interface JournalledNo {
  readonly what: 'refused' | 'withdrawn' | 'unsubscribe' | 'restrict' | 'personalisation';
  /** Null for a no from an address that no record held. */
  readonly person: string | null;
  /** Null for a no that binds all brands. */
  readonly activity: string | null;
  readonly channel: string | null;
  readonly at: Date;
  readonly receipt: string;
  /** The addresses that it binds. */
  readonly digests: readonly { readonly channel: string; readonly digest: Buffer }[];
}

/** The journal's kind of event for a no. */
export const NO = 'no';

/** Notes a no, so that restoring an older backup does not undo it; the act is answered when it is on disk (decision 0020). */
export async function journalNo(context: GateContext, tx: Tx, no: JournalledNo): Promise<void> {
  const digests = no.digests.map(({ channel, digest }) => ({ channel, digest: toBase64url(digest) }));
  await context.journal.note(tx, { ...no, kind: NO, at: no.at.toISOString(), digests });
  await context.tellOutside?.(tx, no);
}
