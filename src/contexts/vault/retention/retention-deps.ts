import type { Tx } from '../../../platform/database/index.ts';
import type { Gate } from '../../consent/index.ts';
import type { FieldCode, Register } from '../../register/index.ts';
import type { VaultDeps } from '../vault-deps.ts';

/** What retention needs besides the vault's own. */
export interface RetentionDeps extends Pick<VaultDeps, 'clock' | 'evidence' | 'noteStaffAct'> {
  readonly gate: Pick<Gate, 'retentionStates' | 'nextSubjects'>;
  readonly register: Pick<Register, 'activities'>;
  /** Called in the transaction that erases fields of somebody who keeps others: whoever holds traces of them drops these. */
  fieldsErased(tx: Tx, person: string, fields: readonly FieldCode[]): Promise<void>;
  /** Called when nothing of somebody is kept and nothing stands about them: the whole person is to be erased everywhere. */
  nothingKept(tx: Tx, person: string): Promise<void>;
}
