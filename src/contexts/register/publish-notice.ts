import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Activity } from './domain/activity.ts';
import type { Notice, NoticeChange, PublishedNotice } from './domain/notice.ts';
import { changesAlong, newlyTold, noLongerTold } from './domain/notice-changes.ts';
import type { NoticeContent } from './domain/notice-document.ts';
import { noticeWarnings } from './domain/notice-warnings.ts';
import { shortNoticeHtml } from './papers/short-notice-html.ts';
import { policyHtml } from './papers/version-papers.ts';
import { contentOf, currentActivities, missingItems } from './preview-notice.ts';
import type { RegisterContext } from './register-context.ts';
import { noticeIncomplete, noticeUnchanged, noticeUnknown } from './register-failures.ts';
import { listRevisions } from './store/activities.ts';
import { findVersion, insertVersion, lockNotice } from './store/notices.ts';
import { findHandler } from './store/profiles.ts';

/** Compiles the draft from the register and publishes it as a new immutable version. */
export async function publishNotice(context: RegisterContext, tx: Tx, code: string): Promise<PublishedNotice> {
  const locked = await lockNotice(tx, code);
  if (locked === undefined) throw noticeUnknown();
  const activities = await currentActivities(tx, locked.draft.activities);
  const handler = await findHandler(tx);
  const missing = missingItems(handler, activities);
  if (missing.length > 0 || handler === undefined) throw noticeIncomplete(missing);

  const before = locked.version === 0 ? undefined : await findVersion(tx, code, locked.version);
  const version = locked.version + 1;
  const at = context.clock.now();
  const content = contentOf(locked.draft, handler, activities, { version, at });
  const changes = [...(await changesSince(tx, before, activities)), ...goneSince(before, locked.draft.activities)];
  const hash = contentHash(content);
  if (before !== undefined && (await saysTheSame(tx, before, content))) throw noticeUnchanged();
  const html = { zh: policyHtml(content, hash, 'zh'), en: policyHtml(content, hash, 'en') };
  const shortHtml = { zh: shortNoticeHtml(content, 'zh'), en: shortNoticeHtml(content, 'en') };
  // The pages' own hashes stand in the log, so that an evidence bundle can carry a page exactly as it was shown.
  const pages = {
    zh: textHash(html.zh),
    en: textHash(html.en),
    shortZh: textHash(shortHtml.zh),
    shortEn: textHash(shortHtml.en),
  };
  const [receipt] = await context.evidence.recordActs(tx, [
    { kind: 'notice-published', payload: { notice: code, version, hash, pages }, time: at },
  ]);
  if (receipt === undefined) throw new Error('no receipt');
  await insertVersion(tx, { content, hash, html, shortHtml, changes, at, receipt: receipt.id });
  const warnings = noticeWarnings(activities, locked.draft, handler);
  return { code, version, url: `/n/${code}/${version}`, hash, changes, warnings };
}

function goneSince(before: Notice | undefined, told: readonly string[]): NoticeChange[] {
  return (before?.activities ?? []).filter(({ code }) => !told.includes(code)).map(noLongerTold);
}

async function changesSince(
  tx: Tx,
  before: Notice | undefined,
  activities: readonly Activity[],
): Promise<NoticeChange[]> {
  const changes: NoticeChange[] = [];
  for (const activity of activities) {
    const told = before?.activities.find((each) => each.code === activity.code);
    if (told === undefined) changes.push(newlyTold(activity));
    else changes.push(...changesAlong(await listRevisions(tx, activity.code, told.revision, activity.revision)));
  }
  return changes;
}

function contentHash(content: NoticeContent): string {
  return textHash(canonicalJson(content as unknown as Json));
}

function textHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

async function saysTheSame(tx: Tx, before: Notice, content: NoticeContent): Promise<boolean> {
  const row = await tx.one<{ content: NoticeContent }>(
    'select content from register.notice_version where code = $1 and version = $2',
    [before.code, before.version],
  );
  const { version, publishedAt } = row.content;
  return contentHash({ ...content, version, publishedAt }) === before.hash;
}
