import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Notice } from '../domain/notice.ts';
import { escapeHtml, type NoticeLanguage } from '../domain/notice-html.ts';
import type { Register } from '../register.ts';
import { NOTICE_STYLE } from './notice-style.ts';
import { Code } from './schemas.ts';

const Query = Type.Object(
  {
    lang: Type.Optional(Type.Union([Type.Literal('zh'), Type.Literal('en')])),
    download: Type.Optional(Type.Literal('1')),
  },
  { additionalProperties: false },
);
const STYLE_PATH = '/n/assets/notice.css';
const CHANGE_NAMES: Readonly<Record<string, string>> = {
  purpose: '处理目的',
  method: '处理方式',
  categories: '信息种类',
  recipient: '接收方',
  retention: '保存期限',
  editorial: '文字',
};

/** The permanent public addresses of notices (PIPL 17(3): public, easy to read and to save), without a script. */
export function registerNoticePages(app: HttpApp, register: Register, database: Database): void {
  app.get(STYLE_PATH, { config: { permission: 'public' }, schema: { hide: true } }, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('text/css; charset=utf-8').send(NOTICE_STYLE),
  );
  app.get(
    '/n/:code',
    {
      config: { permission: 'public' },
      schema: { summary: '现行告知 / The notice in force', params: Type.Object({ code: Code }), querystring: Query },
    },
    async (request, reply) => {
      const notice = await database.transaction((tx) => register.notice(tx, request.params.code));
      return send(request, reply, notice, request.query, 'no-cache');
    },
  );
  app.get(
    '/n/:code/:version',
    {
      config: { permission: 'public' },
      schema: {
        summary: '告知的某一版本 / One version of a notice',
        params: Type.Object({ code: Code, version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) }),
        querystring: Query,
      },
    },
    async (request, reply) => {
      const { code, version } = request.params;
      const notice = await database.transaction((tx) => register.notice(tx, code, version));
      // The document of a version never changes; the frame around it may, hence an hour and not for ever.
      return send(request, reply, notice, request.query, 'public, max-age=3600');
    },
  );
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  notice: Notice,
  query: { lang?: NoticeLanguage; download?: '1' },
  cache: string,
): FastifyReply {
  const wantsEnglish = /^\s*en\b/i.test(request.headers['accept-language'] ?? '');
  const language = query.lang ?? (wantsEnglish ? 'en' : 'zh');
  reply.header('cache-control', cache).header('vary', 'accept-language').type('text/html; charset=utf-8');
  if (query.download === '1')
    reply.header('content-disposition', `attachment; filename="${notice.code}-v${notice.version}-${language}.html"`);
  return reply.send(page(notice, language, query.download === '1'));
}

function page(notice: Notice, language: NoticeLanguage, saved: boolean): string {
  const zh = language === 'zh';
  const title = escapeHtml(notice.title[language]);
  // A saved copy stands alone, so it carries its style; the content security policy concerns only what we serve to be shown.
  const style = saved ? `<style>${NOTICE_STYLE}</style>` : `<link rel="stylesheet" href="${STYLE_PATH}">`;
  return (
    `<!doctype html><html lang="${zh ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${title} · v${notice.version}</title>${style}</head>` +
    `<body>${saved ? '' : links(notice, zh)}<main>${notice.html[language]}</main></body></html>`
  );
}

function links(notice: Notice, zh: boolean): string {
  const here = `/n/${notice.code}/${notice.version}`;
  const other = zh ? 'en' : 'zh';
  const parts = [
    `<a href="${here}?lang=${other}" hreflang="${zh ? 'en' : 'zh-CN'}" lang="${zh ? 'en' : 'zh-CN'}">${zh ? 'English' : '中文'}</a>`,
    `<a href="${here}?lang=${zh ? 'zh' : 'en'}&amp;download=1">${zh ? '保存本页' : 'Save this page'}</a>`,
    `<a href="/n/${notice.code}">${zh ? '现行版本' : 'Version in force'}</a>`,
  ];
  if (notice.version > 1) {
    const before = `/n/${notice.code}/${notice.version - 1}`;
    parts.push(
      `<a href="${before}">${zh ? `上一版本 v${notice.version - 1}` : `Previous version v${notice.version - 1}`}</a>`,
    );
    const kinds = [...new Set(notice.changes.map((change) => change.kind))];
    const names = kinds.map((kind) => (zh ? (CHANGE_NAMES[kind] ?? kind) : kind)).join(zh ? '、' : ', ');
    if (names !== '') parts.push(`<span>${zh ? '本版变化：' : 'Changed in this version: '}${escapeHtml(names)}</span>`);
  }
  return `<nav aria-label="${zh ? '文件' : 'Document'}">${parts.join('')}</nav>`;
}
