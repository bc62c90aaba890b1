import { api } from '../../../ui/api.ts';

/** A signed note in the C2SP form `tlog-checkpoint`, taken apart for reading. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly text: string;
}

/** One entry of the log: a commitment without personal information. */
export interface Entry {
  readonly index: number;
  readonly kind: string;
  readonly time: string;
  readonly commitment: string;
  readonly leafHash: string;
}

export interface Receipt {
  readonly opening: { readonly payload: unknown };
  readonly leafHash: string;
  readonly time: string;
  readonly mergeBy: string;
  readonly index?: number;
  readonly inclusion?: readonly string[];
}

const SHOWN = 12;

/** Origin, size and root hash of a checkpoint; its signature is for the verifier, not for this page. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '0', root = ''] = text.split('\n');
  return { origin, size: Number(size), root, text };
}

/** The newest entries of a log of `size` entries, newest first. */
export async function lastEntries(size: number): Promise<Entry[]> {
  const indexes = Array.from({ length: Math.min(SHOWN, size) }, (_, step) => size - 1 - step);
  return Promise.all(
    indexes.map(async (index) => {
      const { entry, leafHash } = await api<{ entry: string; leafHash: string }>(`/api/v1/evidence/entries/${index}`);
      const { kind, time, commitment } = JSON.parse(entry) as Pick<Entry, 'kind' | 'time' | 'commitment'>;
      return { index, kind, time, commitment, leafHash };
    }),
  );
}
