import { fromBase64url } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import type { InboxKey, SealedInbox } from '../../vault/index.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { sealedAnswerDamaged } from '../capture-failures.ts';

type Body = Readonly<Record<string, unknown>>;

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What an answer that was sealed in the browser is bound to. */
export function answerLabel(id: string, form: string): string {
  return `capture.answer|${id}|${form}`;
}

/** The public key for pages of forms; undefined while there is none, or the stored one was changed: such a form goes unsealed. */
export async function pageKey(deps: CaptureDeps, tx: Tx): Promise<InboxKey | undefined> {
  try {
    return await deps.inbox?.key(tx);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/**
 * What was answered, opened if the browser sealed it; anything else as it is. Whoever sealed it is nobody in particular: what comes out is checked like any
 * request. Throws `keyring.sealed`, or `capture.sealed-damaged` where it does not open for this form.
 */
export async function openAnswer(inbox: SealedInbox | undefined, form: string, body: Body): Promise<Body> {
  const { sealed, sealed_id: id } = body;
  if (sealed === undefined && id === undefined) return body;
  if (inbox === undefined || typeof sealed !== 'string' || typeof id !== 'string' || !ID.test(id))
    throw sealedAnswerDamaged();
  const bytes = fromBase64url(sealed);
  const opened = bytes === undefined ? undefined : await inbox.open(answerLabel(id, form), bytes);
  const read = opened === undefined ? undefined : readBody(opened);
  if (read === undefined) throw sealedAnswerDamaged();
  return read;
}

function readBody(bytes: Buffer): Body | undefined {
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
    // Sealed once is enough; a second layer would be a way to make the server open for ever.
    return 'sealed' in body || 'sealed_id' in body ? undefined : (body as Body);
  } catch {
    return undefined;
  }
}
