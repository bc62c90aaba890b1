import { randomBytes } from 'node:crypto';
import type { Tx } from '../../platform/database/index.ts';
import { issueBundle } from './issue-bundle.ts';
import { tokenHash } from './open-session.ts';
import type { RightsContext } from './rights-context.ts';
import { bundleGone } from './rights-failures.ts';
import { findBundle, insertBundle } from './store/bundle-store.ts';

/** How long a link to a bundle works, in milliseconds. */
export const BUNDLE_LIFETIME = 24 * 3_600_000;

/** Makes a bundle for each of the person's records and keeps it, sealed, behind a link without any personal information for 24 hours. */
export async function prepareBundles(context: RightsContext, persons: readonly string[]): Promise<{ urls: string[] }> {
  const urls: string[] = [];
  for (const person of persons) {
    const text = await issueBundle(context, person);
    const token = randomBytes(32).toString('base64url');
    const now = context.clock.now();
    await context.database.transaction((tx) =>
      insertBundle(tx, {
        tokenHash: tokenHash(token),
        person,
        sealed: context.vault.sealBlob(`rights.bundle/${person}`, Buffer.from(text, 'utf8')),
        createdAt: now,
        expiresAt: new Date(now.getTime() + BUNDLE_LIFETIME),
      }),
    );
    urls.push(`/me/bundles/${token}`);
  }
  return { urls };
}

/** The bundle behind a link; throws `rights.bundle-gone` (404) once it has ended. */
export async function collectBundle(context: RightsContext, tx: Tx, token: string): Promise<string> {
  const row = await findBundle(tx, tokenHash(token), context.clock.now());
  if (row === undefined) throw bundleGone();
  return context.vault.openBlob(`rights.bundle/${row.person}`, row.sealed).toString('utf8');
}
