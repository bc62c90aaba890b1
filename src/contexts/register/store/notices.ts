import type { Tx } from '../../../platform/database/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import type {
  Notice,
  NoticeActivity,
  NoticeChange,
  NoticeInput,
  NoticeSummary,
  Publication,
} from '../domain/notice.ts';
import type { NoticeContent } from '../domain/notice-document.ts';
import { papersFor } from '../papers/compile-paper.ts';

interface VersionRow {
  readonly code: string;
  readonly version: number;
  readonly kind: Notice['kind'];
  readonly hash: string;
  readonly title: Bilingual;
  readonly content: NoticeContent;
  readonly html: Bilingual;
  readonly short_html: Bilingual;
  readonly changes: NoticeChange[];
  readonly published_at: Date;
  readonly receipt: string;
  readonly activities: NoticeActivity[];
}

/** The draft and the newest version's number; locks the notice until the end of the transaction. */
export async function lockNotice(tx: Tx, code: string): Promise<{ draft: NoticeInput; version: number } | undefined> {
  return tx.first<{ draft: NoticeInput; version: number }>(
    'select draft, version from register.notice where code = $1 for update',
    [code],
  );
}

/** The draft and the newest version's number; undefined if there is no such notice. */
export async function findDraft(tx: Tx, code: string): Promise<{ draft: NoticeInput; version: number } | undefined> {
  return tx.first<{ draft: NoticeInput; version: number }>(
    'select draft, version from register.notice where code = $1',
    [code],
  );
}

/** Stores the draft of a notice. */
export async function upsertDraft(tx: Tx, draft: NoticeInput): Promise<void> {
  await tx.execute(
    'insert into register.notice (code, draft) values ($1, $2) on conflict (code) do update set draft = excluded.draft',
    [draft.code, JSON.stringify(draft)],
  );
}

/** A published version, the newest unless told. */
export async function findVersion(tx: Tx, code: string, version?: number): Promise<Notice | undefined> {
  const row = await tx.first<VersionRow>(
    `select v.code, v.version, v.kind, v.hash, v.title, v.content, v.html, v.short_html, v.changes, v.published_at, v.receipt,
        (select jsonb_agg(jsonb_build_object('code', a.activity, 'revision', a.revision) order by a.activity)
           from register.notice_activity a where a.code = v.code and a.version = v.version) as activities
       from register.notice n join register.notice_version v on v.code = n.code and v.version = coalesce($2, n.version)
      where n.code = $1`,
    [code, version ?? null],
    'register.notice-version',
  );
  if (row === undefined) return undefined;
  const { published_at, short_html, ...rest } = row;
  return { ...rest, publishedAt: published_at, shortHtml: short_html };
}

/** The number of the newest published version; undefined if there is none. */
export async function newestVersion(tx: Tx, code: string): Promise<number | undefined> {
  const row = await tx.first<{ version: number }>(
    'select version from register.notice where code = $1 and version > 0',
    [code],
    'register.newest-version',
  );
  return row?.version;
}

/** The kind of a published notice; undefined if it has no version. */
export async function newestKind(tx: Tx, code: string): Promise<Notice['kind'] | undefined> {
  const row = await tx.first<{ kind: Notice['kind'] }>(
    'select kind from register.notice_version where code = $1 order by version desc limit 1',
    [code],
  );
  return row?.kind;
}

/** The hash of a published version, without its documents; undefined if there is none. */
export async function findVersionHash(tx: Tx, code: string, version: number): Promise<string | undefined> {
  const row = await tx.first<{ hash: string }>(
    'select hash from register.notice_version where code = $1 and version = $2',
    [code, version],
    'register.notice-hash',
  );
  return row?.hash;
}

/** Stores a published version and makes it the current one. */
export async function insertVersion(
  tx: Tx,
  version: {
    content: NoticeContent;
    hash: string;
    html: Bilingual;
    shortHtml: Bilingual;
    changes: readonly NoticeChange[];
    at: Date;
    receipt: string;
  },
): Promise<void> {
  const { content } = version;
  await tx.execute(
    `insert into register.notice_version (code, version, hash, title, content, html, short_html, changes, published_at,
        receipt, kind)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      content.code,
      content.version,
      version.hash,
      JSON.stringify(content.title),
      JSON.stringify(content),
      JSON.stringify(version.html),
      JSON.stringify(version.shortHtml),
      JSON.stringify(version.changes),
      version.at,
      version.receipt,
      content.kind ?? 'general',
    ],
  );
  await tx.execute(
    `insert into register.notice_activity (code, version, activity, revision)
     select $1, $2, a, r from unnest($3::text[], $4::int[]) as t (a, r)`,
    [
      content.code,
      content.version,
      content.activities.map((each) => each.code),
      content.activities.map((each) => each.revision),
    ],
  );
  await tx.execute('update register.notice set version = $2 where code = $1', [content.code, content.version]);
}

/** All notices with their versions, newest first, without the documents. */
export async function listNotices(tx: Tx): Promise<NoticeSummary[]> {
  const rows = await tx.query<{
    code: string;
    draft: NoticeInput;
    versions:
      | {
          version: number;
          hash: string;
          publishedAt: string;
          changes: NoticeChange[];
          children: boolean;
          miniProgram: boolean;
        }[]
      | null;
  }>(
    `select n.code, n.draft,
        (select jsonb_agg(jsonb_build_object('version', v.version, 'hash', v.hash, 'publishedAt', v.published_at,
            'changes', v.changes, 'children', v.kind = 'children', 'miniProgram',
            jsonb_path_exists(v.content, '$.activities[*].surfaces[*] ? (@ == "mini_program")')) order by v.version desc)
           from register.notice_version v where v.code = n.code) as versions
       from register.notice n order by n.code`,
  );
  return rows.map((row) => ({
    code: row.code,
    kind: row.draft.kind ?? 'general',
    title: row.draft.title,
    ...(row.draft.intro === undefined ? {} : { intro: row.draft.intro }),
    activities: row.draft.activities,
    versions: (row.versions ?? []).map(({ children, miniProgram, ...each }) => ({
      ...each,
      publishedAt: new Date(each.publishedAt),
      papers: papersFor({ children, miniProgram }),
    })),
  }));
}

// Where rules for children were first told of the activity $1, if their newest version still tells it.
const CHILD_RULES = `(select min(b.published_at) from register.notice_activity a
    join register.notice_version w on w.code = a.code and w.version = a.version and w.kind = 'children'
    join register.notice m on m.code = a.code and m.version = a.version
    join lateral (select k.published_at from register.notice_activity e
       join register.notice_version k on k.code = e.code and k.version = e.version and k.kind = 'children'
      where e.activity = $1 and e.code = a.code) b on true
   where a.activity = $1)`;

/** Selects where the activity $1 is told now and where it was first told; the notice to everybody comes before rules for children. */
export const PUBLICATION = `
  select c.code as notice, c.version, v.hash, c.revision, f.published_at as "firstPublishedAt", f.version as "firstVersion",
      ${CHILD_RULES} as "childRulesSince"
    from register.notice n
    join register.notice_activity c on c.code = n.code and c.version = n.version and c.activity = $1
    join register.notice_version v on v.code = c.code and v.version = c.version
    join lateral (select w.version, w.published_at from register.notice_activity b
       join register.notice_version w on w.code = b.code and w.version = b.version
      where b.activity = $1 and b.code = n.code order by w.version limit 1) f on true
   order by v.kind = 'children', f.published_at, c.code limit 1`;

/** Where an activity is told now and where it was first told; undefined if no published notice tells it. */
export async function findPublication(tx: Tx, activity: string): Promise<Publication | undefined> {
  return tx.first<Publication>(PUBLICATION, [activity], 'register.publication');
}

/** The published versions that tell an activity and were the newest of their notice at some time in a period, the oldest first. */
export async function listTelling(
  tx: Tx,
  activity: string,
  from: Date,
  to: Date,
): Promise<{ code: string; version: number }[]> {
  return tx.query<{ code: string; version: number }>(
    `select a.code, a.version from register.notice_activity a
       join register.notice_version v on v.code = a.code and v.version = a.version
       left join register.notice_version next on next.code = a.code and next.version = a.version + 1
      where a.activity = $1 and v.published_at < $3 and (next.published_at is null or next.published_at > $2)
      order by v.published_at, a.code`,
    [activity, from, to],
    'register.notices-telling',
  );
}
