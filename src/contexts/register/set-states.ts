import type { Tx } from '../../platform/database/index.ts';
import { type FieldError, fieldError } from '../../platform/failure.ts';
import type { Register } from './register.ts';
import type { RegisterContext } from './register-context.ts';
import { activityUnknown, stateRefused } from './register-failures.ts';
import { findActivity } from './store/activities.ts';
import { insertAssessment, insertContract, insertSubEntrustment } from './store/dpo-entries.ts';

const SHA256 = /^[0-9a-f]{64}$/;

function documentErrors(needed: boolean, hash: string | null): FieldError[] {
  if (!needed && hash === null) return [];
  return hash !== null && SHA256.test(hash)
    ? []
    : [
        fieldError(
          'documentHash',
          '须填写文件的 SHA-256（64位十六进制）',
          'The SHA-256 of the document, 64 hexadecimal digits',
        ),
      ];
}

/** The DPO's entry about the impact assessment of an activity: "approved" needs the document's name and hash (PIPL 55, 56). */
export async function setAssessmentState(
  context: RegisterContext,
  tx: Tx,
  entry: Parameters<Register['setAssessmentState']>[1],
): Promise<void> {
  if ((await findActivity(tx, entry.activity)) === undefined) throw activityUnknown();
  const approved = entry.state === 'approved';
  const errors = documentErrors(approved, entry.documentHash);
  if (approved && (entry.documentName ?? '').trim() === '')
    errors.push(fieldError('documentName', '须填写评估报告名称', 'The name of the assessment report is required'));
  if (errors.length > 0) throw stateRefused(errors);
  const at = context.clock.now();
  const [receipt] = await context.evidence.recordActs(tx, [
    {
      kind: 'activity-revised',
      payload: { activity: entry.activity, assessment: entry.state, documentHash: entry.documentHash, by: entry.by },
      time: at,
    },
  ]);
  if (receipt === undefined) throw new Error('no receipt');
  await insertAssessment(tx, { ...entry, at, receipt: receipt.id });
}

/** The DPO's entry about the contract with a recipient of an activity: "signed" needs the document's hash (PIPL 21). */
export async function setContractState(
  context: RegisterContext,
  tx: Tx,
  entry: Parameters<Register['setContractState']>[1],
): Promise<void> {
  const activity = await findActivity(tx, entry.activity);
  if (activity === undefined) throw activityUnknown();
  const errors = documentErrors(entry.state === 'signed', entry.documentHash);
  if (!activity.recipients.some((recipient) => recipient.name === entry.recipient))
    errors.push(fieldError('recipient', '该活动没有登记此接收方', 'The activity has no such recipient'));
  if (errors.length > 0) throw stateRefused(errors);
  const at = context.clock.now();
  const [receipt] = await context.evidence.recordActs(tx, [
    {
      kind: 'activity-revised',
      payload: {
        activity: entry.activity,
        recipient: entry.recipient,
        contract: entry.state,
        documentHash: entry.documentHash,
        by: entry.by,
      },
      time: at,
    },
  ]);
  if (receipt === undefined) throw new Error('no receipt');
  await insertContract(tx, { ...entry, at, receipt: receipt.id });
}

/** The DPO's entry about an entrustee's entrusting of somebody else: "approved" needs the document's hash (PIPL 21(3)). */
export async function setSubEntrustmentState(
  context: RegisterContext,
  tx: Tx,
  entry: Parameters<Register['setSubEntrustmentState']>[1],
): Promise<void> {
  const activity = await findActivity(tx, entry.activity);
  if (activity === undefined) throw activityUnknown();
  const errors = documentErrors(entry.state === 'approved', entry.documentHash);
  const recipient = activity.recipients.find((each) => each.name === entry.recipient);
  if (recipient === undefined)
    errors.push(fieldError('recipient', '该活动没有登记此接收方', 'The activity has no such recipient'));
  else if (!(recipient.subEntrustees ?? []).some((each) => each.name === entry.subEntrustee))
    errors.push(fieldError('subEntrustee', '该受托人没有登记此转受托方', 'The entrustee has no such sub-entrustee'));
  if (errors.length > 0) throw stateRefused(errors);
  const at = context.clock.now();
  const payload = {
    activity: entry.activity,
    recipient: entry.recipient,
    subEntrustee: entry.subEntrustee,
    subEntrustment: entry.state,
    documentHash: entry.documentHash,
    by: entry.by,
  };
  const [receipt] = await context.evidence.recordActs(tx, [{ kind: 'activity-revised', payload, time: at }]);
  if (receipt === undefined) throw new Error('no receipt');
  await insertSubEntrustment(tx, { ...entry, at, receipt: receipt.id });
}
