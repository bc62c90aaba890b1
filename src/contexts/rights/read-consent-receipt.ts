import type { Tx } from '../../platform/database/index.ts';
import { type AnswerPayload, consentReceipt, type ReceiptFacts } from './domain/consent-receipt.ts';
import type { RightsContext } from './rights-context.ts';
import { noConsentReceipt } from './rights-failures.ts';

const ANSWERS = new Set(['consent', 'refusal', 'withdrawal']);

/**
 * The consent receipt of a log entry in the structure of ISO/IEC TS 27560, as JSON-LD. With `persons`, only for an answer of theirs. Throws
 * `rights.no-consent-receipt` where the entry is no answer, or nobody of them gave it, and evidence's refusals.
 */
export async function readConsentReceipt(
  context: RightsContext,
  tx: Tx,
  input: { readonly id: string; readonly publicUrl: string; readonly persons?: readonly string[] },
): Promise<Readonly<Record<string, unknown>>> {
  const { id, publicUrl, persons } = input;
  if (persons !== undefined && !(await ownReceipts(context, tx, persons)).has(id)) throw noConsentReceipt();
  const receipt = await context.evidence.receipt(tx, id);
  const { kind, time } = JSON.parse(receipt.entry) as { kind?: unknown; time: string };
  if (typeof kind !== 'string' || !ANSWERS.has(kind)) throw noConsentReceipt();
  const payload = receipt.opening.payload as unknown as AnswerPayload;
  const { register } = context;
  // A withdrawal, and a refusal that followed a person from their session, name an activity without its revision: theirs is what was told then.
  const revision = payload.revision ?? (await revisionToldAt(context, tx, payload.activity, new Date(time)));
  const activity =
    revision === undefined
      ? await register.activity(tx, payload.activity)
      : await register.activityRevision(tx, payload.activity, revision);
  const { notice, noticeVersion } = payload;
  const noticeHash =
    notice === undefined || noticeVersion === undefined
      ? undefined
      : await register.noticeHash(tx, notice, noticeVersion);
  return consentReceipt({
    publicUrl,
    answer: kind as ReceiptFacts['answer'],
    payload,
    activity,
    handler: await register.handler(tx),
    noticeHash,
    receipt,
  });
}

/** The revision that the newest notice of an instant told; undefined where none did. What was only being drafted then is nobody's receipt. */
async function revisionToldAt(
  { register }: RightsContext,
  tx: Tx,
  activity: string,
  at: Date,
): Promise<number | undefined> {
  let newest: { readonly publishedAt: Date; readonly revision: number } | undefined;
  for (const { code, versions } of await register.notices(tx))
    for (const { version, publishedAt } of versions) {
      if (publishedAt > at || (newest !== undefined && publishedAt < newest.publishedAt)) continue;
      const { activities } = await register.notice(tx, code, version);
      const told = activities.find((each) => each.code === activity);
      if (told !== undefined) newest = { publishedAt, revision: told.revision };
    }
  return newest?.revision;
}

async function ownReceipts(context: RightsContext, tx: Tx, persons: readonly string[]): Promise<Set<string>> {
  const own = new Set<string>();
  for (const person of persons)
    for (const { receipt } of await context.gate.consentsOf(tx, person)) if (receipt !== null) own.add(receipt);
  return own;
}
