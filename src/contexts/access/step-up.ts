import { keyedDigest } from '../../platform/crypto/index.ts';
import type { AccessContext } from './access-context.ts';
import { codeUsedBefore, totpNotEnrolled } from './access-failures.ts';
import type { CookieChange } from './authentication/staff-authentication.ts';
import { recordStaffAct } from './record-staff-act.ts';
import { sessionDigest } from './session-digest.ts';
import { lockStaff } from './store/staff-store.ts';
import { codeUsedSince, storeStepUp } from './store/step-up-store.ts';

/** A code of the authenticator app is good for its own 30 seconds and its neighbours'; nobody may use it again while it is. */
const CODE_LIFETIME_MS = 120_000;
const SESSION_MS = 12 * 3_600_000;

/**
 * Proves a one-time code again in a session that is already signed in: what asks for a step-up is then open for some minutes, in this session
 * alone. Throws `access.totp-not-enrolled`, `access.wrong-code` or `access.code-used-before`.
 */
export async function stepUp(
  context: AccessContext,
  cookie: string,
  staff: string,
  code: string,
): Promise<CookieChange> {
  const { database, authentication, clock } = context;
  // Without this, the first code of an app that is just being enrolled would count.
  if (!(await database.transaction((tx) => authentication.hasTotp(tx, staff), { readOnly: true })))
    throw totpNotEnrolled();
  const change = await authentication.verifyTotp(cookie, code);
  const after = change.cookies.map((each) => each.split(';', 1)[0] ?? '').join('; ');
  const session = sessionDigest(after) ?? sessionDigest(cookie);
  if (session === undefined) throw totpNotEnrolled();
  const now = clock.now();
  const digest = keyedDigest(context.pseudonymKey, `step-up|${staff}|${code}`);
  await database.transaction(async (tx) => {
    // One after the other: the same code sent twice at once steps up once.
    await lockStaff(tx, staff);
    if (await codeUsedSince(tx, staff, digest, new Date(now.getTime() - CODE_LIFETIME_MS))) throw codeUsedBefore();
    await storeStepUp(tx, { session, staff, code: digest, at: now }, new Date(now.getTime() - SESSION_MS));
    await recordStaffAct(context, tx, { by: `staff:${staff}`, act: 'access.stepped-up', subject: staff });
  });
  return change;
}
