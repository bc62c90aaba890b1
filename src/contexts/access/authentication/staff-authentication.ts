import type { Tx } from '../../../platform/database/index.ts';

/** Cookies to send, each one `Set-Cookie` value. */
export interface CookieChange {
  readonly cookies: readonly string[];
}

/** What a password sign-in comes to: a session, or a second step with the code of an authenticator app. */
export interface SignInStep extends CookieChange {
  readonly totpRequired: boolean;
}

/** What a person needs to set up their authenticator app; shown once. */
export interface TotpEnrolment extends CookieChange {
  /** `otpauth://totp/…` (the key URI format), for a QR code. */
  readonly uri: string;
  readonly backupCodes: readonly string[];
}

/**
 * How staff prove who they are. Local accounts with TOTP implement it now; 企业微信, 飞书, 钉钉, OIDC and passkeys are further implementations
 * that open the same session: whatever proves the identity ends in `openSession`. `cookie` is the request's Cookie header.
 */
export interface StaffAuthentication {
  /** Hashes a password for `addAccount`. Throws `access.bad-password` when it is too short or too long. */
  hashPassword(password: string): Promise<string>;
  /** Makes the account of a member of staff, without a password until an invitation is accepted. */
  addAccount(
    tx: Tx,
    account: { readonly id: string; readonly pseudonym: string; readonly passwordHash?: string },
  ): Promise<void>;
  setPasswordHash(tx: Tx, id: string, passwordHash: string): Promise<void>;
  /** Throws `access.wrong-credentials`. */
  signIn(pseudonym: string, password: string): Promise<SignInStep & { readonly id: string | undefined }>;
  /** The second step. Throws `access.wrong-code`, `access.code-not-asked` or `access.too-many-attempts`. */
  verifyTotp(cookie: string, code: string): Promise<CookieChange>;
  /** Opens a session for somebody who proved who they are in another way (a one-time link). */
  openSession(id: string): Promise<CookieChange>;
  /** Whose session the cookie is; undefined when it is none or has ended. */
  sessionOf(cookie: string): Promise<string | undefined>;
  signOut(cookie: string): Promise<CookieChange>;
  endSessions(tx: Tx, id: string): Promise<void>;
  hasTotp(tx: Tx, id: string): Promise<boolean>;
  /** Begins to enrol an authenticator app. Throws `access.wrong-credentials` or `access.totp-enabled-already`. */
  enrolTotp(cookie: string, password: string, label: string): Promise<TotpEnrolment>;
  close(): Promise<void>;
}
