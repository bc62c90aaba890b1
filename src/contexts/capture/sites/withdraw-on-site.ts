import type { Tx } from '../../../platform/database/index.ts';
import { sessionSubject } from '../../consent/index.ts';
import type { Receipt } from '../../evidence/index.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { admit, type SiteCaller, sitesOf } from './site-caller.ts';
import { siteSession } from './site-session.ts';

/** Ends the calling session's consent to one activity; in force before it is answered. Throws `consent.person-unknown` when it never answered. */
export async function withdrawOnSite(
  deps: CaptureDeps,
  tx: Tx,
  said: SiteCaller & { readonly activity: string },
): Promise<Receipt> {
  const site = admit(await sitesOf(tx, [said]), said, [said.activity]);
  const person = sessionSubject(siteSession(site.code, said.session));
  return deps.gate.withdraw(tx, { person, activity: said.activity, by: `site:${site.code}` });
}
