import type { Database, DatabaseOptions } from '../../../platform/database/index.ts';
import type { Attesters } from '../create-attestation.ts';
import type { EvidenceContext } from '../evidence-context.ts';
import type { LogDestination } from '../log-destination.ts';
import type { ActTable, SealedTable } from './act-table.ts';
import type { Finding } from './finding.ts';

/** What a self-check compares the log with, beside the tables of evidence. */
export interface CheckedAgainst {
  /** The acts in the other contexts' tables. */
  readonly tables: readonly ActTable[];
  /** Rows of other contexts that are sealed. */
  readonly sealed?: readonly SealedTable[];
  /** Members of a use by its receipt, 16 bytes each, in the order of recording; undefined when no use has this receipt. */
  readonly members?: MemberSource;
  /** Notes of checkpoints that were kept elsewhere, for example in the journal. */
  readonly notes?: () => Promise<readonly string[]>;
}

/** Gives the ids of a use's members, in pieces of any size. */
export type MemberSource = (
  tx: Parameters<ActTable['rowsOf']>[0],
  receipt: string,
) => Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array> | undefined>;

/** How a self-check is done. */
export interface SelfCheckSettings {
  readonly against: CheckedAgainst;
  /** Whose time-stamps and cosignatures are checked again. */
  readonly attesters: Attesters;
  /** Threads that hash the tree. */
  readonly threads: number;
  readonly connection?: DatabaseOptions['connection'];
}

/** A self-check that runs. */
export interface Checking {
  readonly context: EvidenceContext;
  readonly database: Database;
  readonly settings: SelfCheckSettings;
  readonly destinations: readonly LogDestination[];
  /** How many entries the log had when the check began; those that came since are the next one's. */
  readonly size: number;
  found(finding: Omit<Finding, 'part'>): void;
}

/** Everything is read at one moment, so that an act that commits meanwhile is either seen with its entry or not at all. */
export const AT_ONE_MOMENT = { readOnly: true, isolation: 'repeatable read' } as const;
