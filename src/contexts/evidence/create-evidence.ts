import type { Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database/index.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Receipt } from './domain/receipt.ts';
import { isOrigin } from './domain/signed-note.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { type Act, recordActs } from './record-acts.ts';
import { recordUseBatch, type UseBatch } from './record-use-batch.ts';

/** What evidence needs from outside. */
export interface EvidenceDependencies {
  readonly clock: Clock;
  readonly service: Pick<ServiceRing, 'signingKey' | 'sealSmall' | 'unsealSmall'>;
  readonly database: Database;
  readonly log: Logger;
  /** The log's name in checkpoints, for example "example.com/zhinuo"; it must never change. "zhinuo.invalid/evidence" unless told. */
  readonly origin?: string;
  /** Milliseconds after an act by which its entry must be merged; 60,000 unless told. */
  readonly mergeDelay?: number;
}

/** Opens the evidence context. Throws when `origin` cannot name a log. */
export function createEvidence(dependencies: EvidenceDependencies): Evidence {
  const origin = dependencies.origin ?? 'zhinuo.invalid/evidence';
  if (!isOrigin(origin)) throw new Error('the log origin holds a space, a plus sign or a character outside ASCII');
  const context: EvidenceContext = {
    clock: dependencies.clock,
    service: dependencies.service,
    database: dependencies.database,
    log: dependencies.log,
    origin,
    mergeDelay: dependencies.mergeDelay ?? 60_000,
    wake: () => undefined,
  };
  return {
    recordAct: async (tx, act) => {
      const [receipt] = await recordActs(context, tx, [act]);
      if (receipt === undefined) throw new Error('no receipt');
      return receipt;
    },
    recordActs: (tx, acts) => recordActs(context, tx, acts),
    recordUseBatch: (tx, batch) => recordUseBatch(context, tx, batch),
  };
}

/** The append-only transparency log: acts in, receipts, proofs and bundles out. */
export interface Evidence {
  /** Records one act in the caller's transaction; without its commit there is neither act nor entry. */
  recordAct(tx: Tx, act: Act): Promise<Receipt>;
  /** Records several acts at once; receipts in the order of the acts. */
  recordActs(tx: Tx, acts: readonly Act[]): Promise<Receipt[]>;
  /** Records one use of 1 to 1,000 people's information as one entry. */
  recordUseBatch(tx: Tx, batch: UseBatch): Promise<{ receipt: Receipt; batch: string }>;
}
