import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { fieldError } from '../../../platform/failure.ts';
import type { RegisterContext } from '../register-context.ts';
import { agreementRefused, agreementUnknown, noticeUnchanged } from '../register-failures.ts';
import { findAgreement, insertAgreementVersion, lockAgreement, upsertAgreement } from '../store/agreements.ts';
import { findHandler } from '../store/profiles.ts';
import { type Agreement, type AgreementContent, type AgreementInput, agreementErrors } from './agreement.ts';

const SHANGHAI = 8 * 3_600_000;

/** Stores the draft of an agreement; Failure `register.agreement-refused` (422) names what is wrong. */
export async function saveAgreement(tx: Tx, input: AgreementInput): Promise<{ code: string; draft: true }> {
  const errors = agreementErrors(input);
  if (errors.length > 0) throw agreementRefused(errors);
  await upsertAgreement(tx, input);
  return { code: input.code, draft: true };
}

/** Publishes the draft as a new immutable version at `/t/CODE/VERSION`, with its entry in the log. */
export async function publishAgreement(
  context: RegisterContext,
  tx: Tx,
  code: string,
): Promise<{ code: string; version: number; url: string; hash: string }> {
  const locked = await lockAgreement(tx, code);
  if (locked === undefined) throw agreementUnknown();
  const handler = await findHandler(tx);
  if (handler === undefined)
    throw agreementRefused([fieldError('handler.name', '缺少协议一方的名称', 'The name of our party is missing')]);
  const version = locked.version + 1;
  const at = context.clock.now();
  const content: AgreementContent = {
    ...locked.draft,
    version,
    publishedAt: new Date(at.getTime() + SHANGHAI).toISOString().replace('Z', '+08:00'),
    party: handler.name,
  };
  const before = locked.version === 0 ? undefined : await findAgreement(tx, code, locked.version);
  if (before !== undefined && saysTheSame(before, content)) throw noticeUnchanged();
  const hash = hashOf(content);
  const payload = { agreement: code, version, hash };
  const [receipt] = await context.evidence.recordActs(tx, [{ kind: 'agreement-published', payload, time: at }]);
  if (receipt === undefined) throw new Error('no receipt');
  await insertAgreementVersion(tx, { content, hash, at, receipt: receipt.id });
  return { code, version, url: `/t/${code}/${version}`, hash };
}

function saysTheSame(
  before: Agreement,
  { version: _version, publishedAt: _at, ...content }: AgreementContent,
): boolean {
  const { version, publishedAt } = before.content;
  return hashOf({ ...content, version, publishedAt }) === before.hash;
}

function hashOf(content: AgreementContent): string {
  return createHash('sha256')
    .update(canonicalJson(content as unknown as Json), 'utf8')
    .digest('hex');
}
