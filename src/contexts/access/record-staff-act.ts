import type { Tx } from '../../platform/database/index.ts';
import type { AccessContext } from './access-context.ts';
import { appendTrail } from './store/trail-store.ts';

/** What somebody of the staff, or a key, did. */
export interface StaffAct {
  /** `callerName(request.caller)`. */
  readonly by: string;
  /** "<context>.<what>", for example "segment.computed". */
  readonly act: string;
  /** An id or a code, never a name or an address. */
  readonly subject?: string;
}

/** Appends to the trail of staff acts, in the act's own transaction. */
export async function recordStaffAct(context: AccessContext, tx: Tx, act: StaffAct): Promise<void> {
  await appendTrail(tx, {
    time: context.clock.now(),
    actor: act.by,
    act: act.act,
    subject: act.subject ?? null,
    receipt: null,
  });
}

/** The same for a change of who may do what: it goes into the evidence log besides. */
export async function recordAccessChange(
  context: AccessContext,
  tx: Tx,
  act: StaffAct & { readonly detail?: { readonly [key: string]: string | number | null | readonly string[] } },
): Promise<void> {
  const time = context.clock.now();
  const payload = {
    act: act.act,
    by: act.by,
    ...(act.subject === undefined ? {} : { subject: act.subject }),
    ...act.detail,
  };
  const receipt = await context.evidence.recordAct(tx, { kind: 'staff-access', payload, time });
  await appendTrail(tx, { time, actor: act.by, act: act.act, subject: act.subject ?? null, receipt: receipt.id });
}
