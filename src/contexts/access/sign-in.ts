import type { AccessContext } from './access-context.ts';
import { wrongCredentials } from './access-failures.ts';
import type { CookieChange, SignInStep, TotpEnrolment } from './authentication/staff-authentication.ts';
import { recordStaffAct } from './record-staff-act.ts';
import { openStaff, pseudonymOf } from './staff-identity.ts';
import { readStaff } from './store/staff-store.ts';

/** Signs in by email and password; with an authenticator app the code comes next. Throws `access.wrong-credentials`. */
export async function signIn(context: AccessContext, email: string, password: string): Promise<SignInStep> {
  const { id, ...step } = await context.authentication.signIn(pseudonymOf(context, email), password);
  if (id !== undefined) await noteSignIn(context, id);
  return step;
}

/** The second step of signing in, and the confirmation of a new authenticator app. Throws `access.wrong-code` and the like. */
export async function verifyTotp(context: AccessContext, cookie: string, code: string): Promise<CookieChange> {
  const change = await context.authentication.verifyTotp(cookie, code);
  const id = await context.authentication.sessionOf(change.cookies.map((each) => each.split(';', 1)[0]).join('; '));
  if (id !== undefined) await noteSignIn(context, id);
  return change;
}

/** Begins to enrol an authenticator app for somebody signed in. */
export async function enrolTotp(
  context: AccessContext,
  cookie: string,
  id: string,
  password: string,
): Promise<TotpEnrolment> {
  const row = await context.database.transaction((tx) => readStaff(tx, id), { readOnly: true });
  if (row === undefined) throw wrongCredentials();
  return context.authentication.enrolTotp(cookie, password, openStaff(context, row).email);
}

// Somebody disabled keeps the password but gets no session.
async function noteSignIn(context: AccessContext, id: string): Promise<void> {
  const active = await context.database.transaction(async (tx) => {
    const row = await readStaff(tx, id);
    if (row?.state === 'active')
      await recordStaffAct(context, tx, { by: `staff:${id}`, act: 'access.signed-in', subject: id });
    else await context.authentication.endSessions(tx, id);
    return row?.state === 'active';
  });
  if (!active) throw wrongCredentials();
}
