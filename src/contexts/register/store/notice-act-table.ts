import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { ActRow, ActTable } from '../../evidence/index.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

interface Pages {
  readonly zh: string;
  readonly en: string;
}

/** Published versions of notices, and which revisions each of them tells. */
export const notices: ActTable = {
  name: 'register.notice_version',
  kinds: ['notice-published'],
  async rowsOf(tx, acts) {
    const rows = await tx.query<{
      row: string;
      receipt: string;
      notice: string;
      version: number;
      hash: string;
      content: { readonly [member: string]: Json };
      title: Json;
      kind: string;
      told: Json;
      current: boolean;
      html: Pages;
      shortHtml: Pages;
      time: Date;
    }>(
      `select code || '/' || version as row, receipt, code as notice, version, hash, content, html, short_html as "shortHtml", published_at as time, title, kind,
         (select coalesce(jsonb_agg(jsonb_build_object('code', a.activity, 'revision', a.revision)), '[]') from register.notice_activity a
           where a.code = v.code and a.version = v.version) as told,
         exists (select from register.notice n where n.code = v.code and n.version =
           (select max(l.version) from register.notice_version l where l.code = v.code)) as current
         from register.notice_version v where receipt = any($1::uuid[])`,
      [acts.map(({ receipt }) => receipt)],
    );
    return rows.map((stored): ActRow => {
      const { row, receipt, notice, version, hash, content, html, shortHtml, time } = stored;
      const computed = sha256(canonicalJson(content));
      const pages = {
        zh: sha256(html.zh),
        en: sha256(html.en),
        shortZh: sha256(shortHtml.zh),
        shortEn: sha256(shortHtml.en),
      };
      const wrong = computed === hash ? besideContent(stored) : 'the hash of its content';
      return { row, receipt, time, facts: { notice, version, hash: computed, pages }, wrong };
    });
  },
  receipts: (tx, after, limit) =>
    tx.query(
      `select code || '/' || version as row, receipt from register.notice_version
        where code || '/' || version > $1 order by 1 limit $2`,
      [after ?? '', limit],
    ),
};

interface Beside {
  readonly content: { readonly [member: string]: Json };
  readonly title: Json;
  readonly kind: string;
  readonly told: Json;
  readonly current: boolean;
}

// What stands beside the content, so that it can be looked up, follows from it.
function besideContent({ content, title, kind, told, current }: Beside): string | null {
  if (canonicalJson(title) !== canonicalJson(content['title'] ?? null)) return 'the title of its content';
  if (kind !== (content['kind'] ?? 'general')) return 'the kind of its content';
  if (toldOf(told) !== toldOf(content['activities'] ?? [])) return 'the activities of its content';
  return current ? null : 'the newest version in force';
}

function toldOf(activities: Json): string {
  const all = activities as readonly { readonly code: string; readonly revision: number }[];
  return all
    .map(({ code, revision }) => `${code}/${revision}`)
    .sort()
    .join();
}
