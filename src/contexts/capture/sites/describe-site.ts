import type { Tx } from '../../../platform/database/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import { type ActivityRevision, fieldKind, type NoticeChange } from '../../register/index.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { siteUnknown } from '../capture-failures.ts';
import { findSiteKeys } from '../store/site-key-store.ts';

/** What a page shows of one purpose: the register's own words. */
export interface SitePurpose {
  readonly code: string;
  readonly name: Bilingual;
  readonly purpose: Bilingual;
  readonly fields: readonly Bilingual[];
  readonly recipients: readonly string[];
  readonly retention: Bilingual;
  /** Consent to it needs a control of its own and the kind "separate" (PIPL 23, 29). */
  readonly separate: boolean;
  readonly adultsOnly: boolean;
  /** The notice version since which consent to it has kept its meaning (PIPL 14(2)); an older consent is asked for again. */
  readonly since: number;
}

/** What a page with a site key may show, and what its answers will be about. */
export interface SiteDescription {
  readonly code: string;
  readonly brand: Bilingual;
  readonly notice: {
    readonly code: string;
    readonly version: number;
    readonly title: Bilingual;
    readonly url: string;
    readonly shortHtml: Bilingual;
  };
  readonly activities: readonly SitePurpose[];
}

/** What a site may show now; activities that have ended are left out. Throws `capture.site-unknown` (404). */
export async function describeSite(deps: CaptureDeps, tx: Tx, key: string): Promise<SiteDescription> {
  const site = (await findSiteKeys(tx, [key])).get(key);
  if (site === undefined) throw siteUnknown();
  const { register } = deps;
  const { ended } = await register.inForce(tx);
  const notice = await register.notice(tx, site.notice);
  const versions = (await register.notices(tx)).find(({ code }) => code === site.notice)?.versions ?? [];
  const activities: SitePurpose[] = [];
  // In the order in which whoever made the key named them.
  for (const code of site.activities) {
    const told = notice.activities.find((each) => each.code === code);
    if (told !== undefined && !ended.has(code))
      activities.push(purposeOf(await register.activityRevision(tx, code, told.revision), since(versions, code)));
  }
  const brand = (await register.brands(tx)).find(({ code }) => code === site.brand);
  const { version, title, shortHtml } = notice;
  const url = `${deps.publicUrl}/n/${notice.code}/${version}`;
  return {
    code: site.code,
    brand: brand?.name ?? { zh: site.brand, en: site.brand },
    notice: { code: notice.code, version, title, url, shortHtml },
    activities,
  };
}

type Versions = readonly { readonly version: number; readonly changes: readonly NoticeChange[] }[];

function since(versions: Versions, activity: string): number {
  const changed = versions.filter(({ changes }) =>
    changes.some((change) => change.activity === activity && change.reconsent),
  );
  return Math.max(1, ...changed.map(({ version }) => version));
}

function purposeOf(activity: ActivityRevision, version: number): SitePurpose {
  return {
    code: activity.code,
    name: activity.name,
    purpose: activity.purposeText,
    fields: activity.fields.map(({ field }) => fieldKind(field).label),
    recipients: activity.recipients.map(({ name }) => name),
    retention: activity.retention.text,
    separate: needsSeparate(activity),
    adultsOnly: activity.adultsOnly,
    since: version,
  };
}

/** Whether consent to an activity has to be separate: sensitive information (PIPL 29), or another handler receives it (PIPL 23). */
export function needsSeparate(activity: Pick<ActivityRevision, 'fields' | 'recipients'>): boolean {
  return (
    activity.fields.some(({ field }) => fieldKind(field).sensitiveKind !== null) ||
    activity.recipients.some(({ role }) => role !== 'entrustee')
  );
}
