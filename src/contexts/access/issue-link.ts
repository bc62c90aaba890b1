import type { Tx } from '../../platform/database/index.ts';
import type { AccessContext } from './access-context.ts';
import { digestOf, newSecret } from './domain/secret-token.ts';
import { expireLinks, insertLink, type LinkKind } from './store/link-store.ts';

const LIVES_MS: Readonly<Record<LinkKind, number>> = { invitation: 72 * 3_600_000, 'sign-in': 24 * 3_600_000 };

/** A link that works once; `token` is shown once and not kept. */
export interface OneTimeLink {
  /** Below the public address: `/join/TOKEN` or `/enter/TOKEN`. */
  readonly path: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Issues a one-time link (an invitation lives three days, a sign-in link one); earlier unused links of the same person die. */
export async function issueLink(
  context: AccessContext,
  tx: Tx,
  link: { readonly staff: string; readonly kind: LinkKind },
): Promise<OneTimeLink> {
  const now = context.clock.now();
  const token = newSecret();
  const expiresAt = new Date(now.getTime() + LIVES_MS[link.kind]);
  await expireLinks(tx, link.staff, now);
  await insertLink(tx, { digest: digestOf(token), kind: link.kind, staff: link.staff, expiresAt });
  return { path: `/${link.kind === 'invitation' ? 'join' : 'enter'}/${token}`, token, expiresAt };
}
