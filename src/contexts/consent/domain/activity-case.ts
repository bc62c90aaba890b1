import type { Activity, FieldCode, NoticeChange, Operation, Publication } from '../../register/index.ts';
import type { MessageFacts } from './decision.ts';
import type { ExportCounts } from './export-facts.ts';

/** The part of a question that does not depend on the person. */
export interface CaseRequest {
  readonly operation: Operation;
  readonly channel: string;
  readonly brand: string | null;
  readonly message: MessageFacts | null;
  readonly recipient: string | null;
  readonly fields: readonly FieldCode[];
  /** Where the information comes from, as a source of the law's vocabulary. */
  readonly source: string | null;
  /** Whether whoever acts holds the permission to export in bulk. */
  readonly operatorPermitted?: boolean;
}

/** An activity with everything about it that a decision needs. */
export interface ActivityCase {
  readonly activity: Activity;
  readonly request: CaseRequest;
  readonly publication: Publication | null;
  /** The database was restored from a backup and nobody has released it: withdrawals may be missing. */
  readonly restored: boolean;
  /** How many people's information went abroad this year; read only where an export is what is judged. */
  readonly exports?: ExportCounts;
  /** By the revision that a person was told: what changed by meaning from it to the revision in force. */
  readonly changesSince: ReadonlyMap<number, readonly NoticeChange[]>;
}

/** The moment that is judged. `live` means now: then every recorded no is in force, whatever its clock reading. */
export interface Moment {
  readonly at: Date;
  readonly live: boolean;
}
