import type { Tx } from '../../platform/database/index.ts';
import { type Bilingual, type FieldError, fieldError } from '../../platform/failure.ts';
import type { Activity, ActivityInput } from './domain/activity.ts';
import { activityErrors } from './domain/activity-errors.ts';
import { type ChangeDetail, changeDetails } from './domain/change-details.ts';
import type { HandlerProfile } from './domain/handler-profile.ts';
import type { NoticeChange, NoticeInput } from './domain/notice.ts';
import { changesAlong, newlyTold, noLongerTold } from './domain/notice-changes.ts';
import { type NoticeContent, noticeActivity } from './domain/notice-document.ts';
import { missingNoticeItems } from './domain/notice-items.ts';
import { type NoticeWarning, noticeWarnings } from './domain/notice-warnings.ts';
import { compilePaper } from './papers/compile-paper.ts';
import { paperHtml } from './papers/paper-html.ts';
import { shortNoticeHtml } from './papers/short-notice-html.ts';
import type { RegisterContext } from './register-context.ts';
import { noticeUnknown } from './register-failures.ts';
import { findActivity, findRevision, listRevisions } from './store/activities.ts';
import { findDraft, findPublication, findVersion } from './store/notices.ts';
import { findHandler } from './store/profiles.ts';

/** Asia/Shanghai has been UTC+8 without summer time since 1991. */
const SHANGHAI = 8 * 3_600_000;

/** What changes for the people of one activity, by meaning, with the words before and after. */
export interface ActivityChanges {
  readonly activity: string;
  readonly name: Bilingual;
  readonly changes: readonly NoticeChange[];
  readonly details: readonly ChangeDetail[];
  /** The revision that people are told now; null when they are told none. */
  readonly toldRevision: number | null;
}

/** What publishing a draft would do, before it is done. */
export interface NoticePreview {
  readonly version: number;
  readonly missing: readonly FieldError[];
  readonly warnings: readonly NoticeWarning[];
  readonly changes: readonly ActivityChanges[];
  readonly html: Bilingual;
  readonly shortHtml: Bilingual;
}

/** What saving an activity would do, before it is done. */
export interface ActivityPreview {
  readonly errors: readonly FieldError[];
  readonly missing: readonly FieldError[];
  readonly warnings: readonly NoticeWarning[];
  readonly changes: ActivityChanges | null;
  readonly html: Bilingual;
  readonly shortHtml: Bilingual;
}

const NOBODY: HandlerProfile = {
  name: { zh: '（尚未填写处理者）', en: '(no handler yet)' },
  address: { zh: '', en: '' },
  responsible: { zh: '', en: '' },
  rightsMethod: { zh: '', en: '' },
  complaints: { zh: '', en: '' },
};

/** The content of a notice, as it would be or is published at an instant. */
export function contentOf(
  draft: NoticeInput,
  handler: HandlerProfile,
  activities: readonly Activity[],
  published: { readonly version: number; readonly at: Date },
): NoticeContent {
  return {
    code: draft.code,
    version: published.version,
    ...(draft.kind === 'children' ? { kind: 'children' as const } : {}),
    title: draft.title,
    intro: draft.intro ?? null,
    publishedAt: new Date(published.at.getTime() + SHANGHAI).toISOString().replace('Z', '+08:00'),
    handler,
    activities: activities.map(noticeActivity),
  };
}

/** Every item that is missing from a notice of these activities, those that have ended included. */
export function missingItems(handler: HandlerProfile | undefined, activities: readonly Activity[]): FieldError[] {
  return [
    ...missingNoticeItems(handler, activities),
    ...activities
      .filter((each) => each.endedAt !== null)
      .map((each) =>
        fieldError(`activities.${each.code}`, '该处理活动已终止（个保法第47条）', 'It has ended (PIPL 47)'),
      ),
  ];
}

/** The current activities of these codes. */
export async function currentActivities(tx: Tx, codes: readonly string[]): Promise<Activity[]> {
  const activities: Activity[] = [];
  for (const code of codes) {
    const activity = await findActivity(tx, code);
    if (activity !== undefined) activities.push(activity);
  }
  return activities;
}

/** Compiles the draft as publishing would and tells everything about it; stores nothing. Failure `register.notice-unknown`. */
export async function previewNotice(context: RegisterContext, tx: Tx, code: string): Promise<NoticePreview> {
  const found = await findDraft(tx, code);
  if (found === undefined) throw noticeUnknown();
  const { draft } = found;
  const version = found.version + 1;
  const activities = await currentActivities(tx, draft.activities);
  const handler = await findHandler(tx);
  const content = contentOf(draft, handler ?? NOBODY, activities, { version, at: context.clock.now() });
  const before = found.version === 0 ? undefined : await findVersion(tx, code, found.version);
  const changes: ActivityChanges[] = [];
  for (const activity of activities) {
    const told = before?.activities.find((each) => each.code === activity.code)?.revision ?? null;
    changes.push(await changesSince(tx, told, activity, activity));
  }
  for (const told of before?.activities ?? [])
    if (!draft.activities.includes(told.code)) {
      const gone = await findActivity(tx, told.code);
      if (gone !== undefined) changes.push(removed(gone, told.revision));
    }
  return {
    version,
    missing: missingItems(handler, activities),
    warnings: noticeWarnings(activities, draft, handler),
    changes: changes.filter((each) => each.changes.length > 0),
    ...htmlOf(content),
  };
}

/** Checks an activity as saving would, compiles what its notice would say and tells what changes for its people; stores nothing. */
export async function previewActivity(
  context: RegisterContext,
  tx: Tx,
  input: ActivityInput,
): Promise<ActivityPreview> {
  const current = await findActivity(tx, input.code);
  const now = context.clock.now();
  const candidate: Activity = {
    ...input,
    revision: (current?.revision ?? 0) + 1,
    savedAt: now,
    builtIn: false,
    endedAt: null,
    assessment: current?.assessment ?? { state: 'none', documentName: null, documentHash: null, at: null },
    contracts: current?.contracts ?? [],
    subEntrustments: current?.subEntrustments ?? [],
  };
  const handler = await findHandler(tx);
  const told = (await findPublication(tx, input.code))?.revision ?? null;
  const draft = { code: 'preview', title: input.name, activities: [input.code] };
  const content = contentOf(draft, handler ?? NOBODY, [candidate], { version: 1, at: now });
  const errors = activityErrors(input);
  return {
    errors,
    missing: missingNoticeItems(handler, [candidate]),
    warnings: noticeWarnings([candidate]),
    changes: current === undefined ? null : await changesSince(tx, told, current, candidate),
    ...htmlOf(content),
  };
}

async function changesSince(
  tx: Tx,
  told: number | null,
  current: Activity,
  candidate: ActivityInput,
): Promise<ActivityChanges> {
  const { code: activity, name } = candidate;
  if (told === null) return { activity, name, changes: [newlyTold(candidate)], details: [], toldRevision: null };
  const along: ActivityInput[] = await listRevisions(tx, activity, told, current.revision);
  if (candidate !== current) along.push(candidate);
  const before = await findRevision(tx, activity, told);
  return {
    activity,
    name,
    changes: changesAlong(along),
    details: before === undefined ? [] : changeDetails(before, candidate),
    toldRevision: told,
  };
}

function removed(activity: Activity, told: number): ActivityChanges {
  return {
    activity: activity.code,
    name: activity.name,
    changes: [noLongerTold(activity)],
    details: [],
    toldRevision: told,
  };
}

const DRAFT = '草稿 draft';

function htmlOf(content: NoticeContent): { html: Bilingual; shortHtml: Bilingual } {
  const html = (language: 'zh' | 'en') => {
    const paper = compilePaper(content, DRAFT, 'policy', language);
    return paper === undefined ? '' : paperHtml(paper);
  };
  return {
    html: { zh: html('zh'), en: html('en') },
    shortHtml: { zh: shortNoticeHtml(content, 'zh'), en: shortNoticeHtml(content, 'en') },
  };
}
