import { randomBytes } from 'node:crypto';
import type { Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { siteCodeTaken, siteInvalid } from '../capture-failures.ts';
import { checkSiteKey, type SiteKey, type SiteKeyInput } from '../domain/site-key.ts';
import { insertSiteKey } from '../store/site-key-store.ts';

/** Says what the text is to whoever finds it in a page: publishable, unlike the keys of the API. */
const PREFIX = 'zns_';
/** Ten thousand a second: more than one server takes. */
const USUAL_QUOTA = 600_000;

/** Makes a publishable key. Throws `capture.site-invalid` (422) with every field that is wrong, or `capture.site-code-taken` (409). */
export async function makeSiteKey(
  deps: CaptureDeps,
  tx: Tx,
  { site, by }: { readonly site: SiteKeyInput; readonly by: string },
): Promise<SiteKey> {
  const { register, clock } = deps;
  const brands = await register.brands(tx);
  const notice = await register.notice(tx, site.notice).catch(undefinedIfUnknown);
  const { ended } = await register.inForce(tx);
  const found = [];
  for (const code of site.activities)
    found.push({ code, basis: (await register.findActivity(tx, code))?.basis, ended: ended.has(code) });
  const errors = checkSiteKey(site, {
    brand: brands.some(({ code }) => code === site.brand),
    noticeActivities: notice?.activities.map(({ code }) => code),
    activities: found,
  });
  if (errors.length > 0) throw siteInvalid(errors);
  const key = PREFIX + randomBytes(24).toString('base64url');
  const made: SiteKey = {
    ...site,
    quota: site.quota ?? USUAL_QUOTA,
    key,
    createdAt: clock.now(),
    createdBy: by,
    revokedAt: null,
  };
  if (!(await insertSiteKey(tx, made))) throw siteCodeTaken();
  return made;
}

function undefinedIfUnknown(error: unknown): undefined {
  if (error instanceof Failure && error.kind === 'not-found') return undefined;
  throw error;
}
