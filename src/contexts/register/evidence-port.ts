import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';

/** A signed promise of the evidence log. */
export interface Receipt {
  readonly id: string;
  readonly entry: string;
  readonly opening: { readonly salt: string; readonly payload: Json };
  readonly tag: string | null;
  readonly n: number | null;
  readonly leafHash: string;
  readonly time: string;
  readonly mergeBy: string;
  readonly key: string;
  readonly signature: string;
}

/** What register and gate need of the evidence context. */
export interface ActLog {
  recordActs(tx: Tx, acts: readonly { kind: never; person?: string; payload: Json; time?: Date }[]): Promise<Receipt[]>;
}
