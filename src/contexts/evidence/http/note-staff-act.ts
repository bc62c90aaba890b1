import type { Tx } from '../../../platform/database/index.ts';

/** Notes an act of the staff in its trail, in the act's transaction. */
export type NoteStaffAct = (tx: Tx, act: { readonly by: string; readonly act: string }) => Promise<void>;
