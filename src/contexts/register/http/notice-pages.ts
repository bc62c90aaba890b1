import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Database, Tx } from '../../../platform/database/index.ts';
import { type HttpApp, pageLanguage } from '../../../platform/http/index.ts';
import { escapeHtml } from '../domain/escape-html.ts';
import type { Notice } from '../domain/notice.ts';
import { compilePaper } from '../papers/compile-paper.ts';
import { PAPER_CODES, type PaperCode, type PaperLanguage } from '../papers/paper.ts';
import { paperDocx } from '../papers/paper-docx.ts';
import { paperHtml } from '../papers/paper-html.ts';
import { paperXlsx } from '../papers/paper-xlsx.ts';
import type { Register } from '../register.ts';
import { noticeUnknown } from '../register-failures.ts';
import { asDocument } from './as-document.ts';
import { type FramedPaper, framedPage, printStyle, STYLE_PATH } from './notice-frame.ts';
import { NOTICE_STYLE } from './notice-style.ts';
import { Code, PublicPageQuery } from './schemas.ts';

const Version = Type.Integer({ minimum: 1, maximum: 1_000_000 });
const KINDS = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
/** Which file of a version: a paper, the short notice, or the style that binds the printed pages to it. */
const FILE = /^(?:(?<paper>[a-z-]+?)(?:\.(?<kind>docx|xlsx))?|(?<style>page\.css))$/;
// The document of a version never changes; the frame around it may, hence an hour and not for ever.
const AN_HOUR = 'public, max-age=3600';

/** The permanent public addresses of notices (PIPL 17(3): public, easy to read and to save), without a script. */
export function registerNoticePages(app: HttpApp, register: Register, database: Database): void {
  app.get(STYLE_PATH, { config: { permission: 'public' }, schema: { hide: true } }, (_request, reply) =>
    reply.header('cache-control', AN_HOUR).type('text/css; charset=utf-8').send(NOTICE_STYLE),
  );
  app.get(
    '/n/:code',
    {
      config: { permission: 'public' },
      schema: {
        summary: '现行告知 / The notice in force',
        params: Type.Object({ code: Code }),
        querystring: PublicPageQuery,
      },
    },
    (request, reply) =>
      asDocument(request, reply, async () => {
        const framed = await database.transaction((tx) => policyOf(register, tx, request.params.code));
        return sendPage(request, reply, framed, 'no-cache');
      }),
  );
  app.get(
    '/n/:code/:version',
    {
      config: { permission: 'public' },
      schema: {
        summary: '告知的某一版本 / One version of a notice',
        params: Type.Object({ code: Code, version: Version }),
        querystring: PublicPageQuery,
      },
    },
    (request, reply) =>
      asDocument(request, reply, async () => {
        const { code, version } = request.params;
        const framed = await database.transaction((tx) => policyOf(register, tx, code, version));
        return sendPage(request, reply, framed, AN_HOUR);
      }),
  );
  app.get(
    '/n/:code/:version/:file',
    {
      config: { permission: 'public' },
      schema: {
        summary:
          '某一版本的清单、指引及下载（collected、shared、guardian、mini-program、short，可加 .docx、.xlsx） / Papers of a version, also as files',
        params: Type.Object({ code: Code, version: Version, file: Type.String({ maxLength: 40 }) }),
        querystring: PublicPageQuery,
      },
    },
    (request, reply) =>
      asDocument(request, reply, async () => {
        const { code, version, file } = request.params;
        const notice = await database.transaction((tx) => register.notice(tx, code, version));
        const { paper, kind, style } = FILE.exec(file)?.groups ?? {};
        if (style !== undefined)
          return reply.header('cache-control', AN_HOUR).type('text/css; charset=utf-8').send(printStyle(notice));
        if (paper === 'short' && kind === undefined) return sendPage(request, reply, shortNotice(notice), AN_HOUR);
        const asked = PAPER_CODES.find((each) => each === paper);
        if (asked === undefined) throw noticeUnknown();
        if (kind === 'docx' || kind === 'xlsx') return sendFile(request, reply, notice, asked, kind);
        return sendPage(request, reply, framed(notice, asked), AN_HOUR);
      }),
  );
}

async function policyOf(register: Register, tx: Tx, code: string, version?: number): Promise<FramedPaper> {
  const notice = await register.notice(tx, code, version);
  // As it was typeset when it was published: its hash stands in the log.
  return { notice, paper: 'policy', html: (language) => notice.html[language] };
}

function shortNotice(notice: Notice): FramedPaper {
  const html = (language: PaperLanguage) =>
    `<h1>${escapeHtml(notice.title[language])}</h1>${notice.shortHtml[language]}`;
  return { notice, paper: 'short', html };
}

function framed(notice: Notice, code: PaperCode): FramedPaper {
  if (code === 'policy') return { notice, paper: code, html: (language) => notice.html[language] };
  return {
    notice,
    paper: code,
    html: (language) => {
      const paper = compilePaper(notice.content, notice.hash, code, language);
      if (paper === undefined) throw noticeUnknown();
      return paperHtml(paper);
    },
  };
}

function sendPage(request: FastifyRequest, reply: FastifyReply, paper: FramedPaper, cache: string): FastifyReply {
  const language = pageLanguage(request);
  const saved = (request.query as Static<typeof PublicPageQuery>).download === '1';
  const page = framedPage(paper, language, saved);
  reply.header('cache-control', cache).header('vary', 'accept-language').type('text/html; charset=utf-8');
  if (saved) reply.header('content-disposition', `attachment; filename="${fileName(paper, language)}.html"`);
  return reply.send(page);
}

function fileName({ notice, paper }: Pick<FramedPaper, 'notice' | 'paper'>, language: PaperLanguage): string {
  return `${notice.code}-v${notice.version}${paper === 'policy' ? '' : `-${paper}`}-${language}`;
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  notice: Notice,
  code: PaperCode,
  kind: keyof typeof KINDS,
): Promise<FastifyReply> {
  const language = pageLanguage(request);
  const paper = compilePaper(notice.content, notice.hash, code, language);
  // A sheet is for lists; a page of text has no columns.
  if (paper === undefined || (kind === 'xlsx' && !paper.wide)) throw noticeUnknown();
  const file = kind === 'docx' ? await paperDocx(paper) : await paperXlsx(paper);
  return reply
    .header('cache-control', AN_HOUR)
    .header('vary', 'accept-language')
    .header('content-disposition', `attachment; filename="${fileName({ notice, paper: code }, language)}.${kind}"`)
    .type(KINDS[kind])
    .send(file);
}
