import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { correctEvent, deleteEvent, type EventChange } from './correct-event.ts';
import { correctField, deleteField } from './correct-field.ts';
import { dropEndedNumbers, endNumber, restoreNumber } from './end-number.ts';
import type { Corrected, CorrectionBy } from './record-correction.ts';
import { type CorrectionView, viewCorrections } from './view-corrections.ts';

/** Corrections and deletions by hand, of values and of single rows, each with its entry in the log (decision 0094). */
export interface CorrectionDesk {
  correctField(tx: Tx, request: Parameters<typeof correctField>[2]): Promise<Corrected>;
  deleteField(tx: Tx, request: CorrectionBy & { field: string }): Promise<Corrected>;
  correctEvent(tx: Tx, request: CorrectionBy & { event: string; change: EventChange }): Promise<Corrected>;
  deleteEvent(tx: Tx, request: CorrectionBy & { event: string }): Promise<Corrected>;
  /** The mobile number of a record belongs to somebody else now. */
  endNumber(tx: Tx, request: CorrectionBy): Promise<Corrected>;
  restoreNumber(tx: Tx, request: CorrectionBy & { correction: string }): Promise<Corrected>;
  /** Deletes ended numbers whose 30 days are over; returns how many. */
  dropEndedNumbers(tx: Tx): Promise<number>;
  list(tx: Tx, person: string): Promise<CorrectionView[]>;
}

/** Opens the desk. */
export function createCorrectionDesk(deps: CustomersDeps): CorrectionDesk {
  return {
    correctField: (tx, request) => correctField(deps, tx, request),
    deleteField: (tx, request) => deleteField(deps, tx, request),
    correctEvent: (tx, request) => correctEvent(deps, tx, request),
    deleteEvent: (tx, request) => deleteEvent(deps, tx, request),
    endNumber: (tx, request) => endNumber(deps, tx, request),
    restoreNumber: (tx, request) => restoreNumber(deps, tx, request),
    dropEndedNumbers: (tx) => dropEndedNumbers(deps, tx),
    list: (tx, person) => viewCorrections(deps, tx, person),
  };
}
