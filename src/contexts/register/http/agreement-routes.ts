import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { type HttpApp, pageLanguage } from '../../../platform/http/index.ts';
import { type Agreement, agreementPaper } from '../agreements/agreement.ts';
import { escapeHtml } from '../domain/escape-html.ts';
import { paperHtml } from '../papers/paper-html.ts';
import type { Register } from '../register.ts';
import { asDocument } from './as-document.ts';
import { STYLE_PATH } from './notice-frame.ts';
import { NOTICE_STYLE } from './notice-style.ts';
import { BilingualText, Code, PublicPageQuery } from './schemas.ts';

const LongText = Type.Object(
  { zh: Type.String({ maxLength: 20_000 }), en: Type.String({ maxLength: 20_000 }) },
  { additionalProperties: false },
);
const AgreementBody = Type.Object(
  {
    code: Code,
    title: BilingualText,
    sections: Type.Array(Type.Object({ heading: BilingualText, text: LongText }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: 100,
    }),
  },
  { additionalProperties: false },
);
const ByCode = Type.Object({ code: Code });

/** Routes of agreements (用户协议): apart from notices, so that no presentation or consent can name one. */
export function registerAgreementRoutes(app: HttpApp, register: Register, database: Database): void {
  app.post(
    '/api/v1/agreements',
    {
      config: { permission: 'register.write' },
      schema: {
        summary: '保存协议草稿 / Save the draft of an agreement',
        body: AgreementBody,
        response: { 201: Type.Object({ code: Code, draft: Type.Boolean() }) },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await database.transaction((tx) => register.saveAgreement(tx, request.body))),
  );
  app.get(
    '/api/v1/agreements',
    {
      config: { permission: 'register.read' },
      schema: {
        summary: '协议列表 / Agreements with their newest versions',
        response: {
          200: Type.Object({
            items: Type.Array(Type.Object({ code: Code, title: BilingualText, version: Type.Integer() })),
          }),
        },
      },
    },
    async () => ({ items: await database.transaction((tx) => register.agreements(tx)) }),
  );
  app.get(
    '/api/v1/agreements/:code',
    {
      config: { permission: 'register.read' },
      schema: {
        summary: '协议草稿：下一版从它开始 / The draft of an agreement, from which the next version starts',
        params: ByCode,
        response: { 200: AgreementBody },
      },
    },
    async (request) => {
      const { sections, ...rest } = await database.transaction((tx) =>
        register.agreementDraft(tx, request.params.code),
      );
      return { ...rest, sections: [...sections] };
    },
  );
  app.post(
    '/api/v1/agreements/:code/publish',
    {
      config: { permission: 'register.publish' },
      schema: {
        summary: '发布协议 / Publish an agreement',
        params: ByCode,
        response: {
          200: Type.Object({ code: Code, version: Type.Integer(), url: Type.String(), hash: Type.String() }),
        },
      },
    },
    (request) => database.transaction((tx) => register.publishAgreement(tx, request.params.code)),
  );
  app.get(
    '/t/:code',
    {
      config: { permission: 'public' },
      schema: { summary: '现行协议 / The agreement in force', params: ByCode, querystring: PublicPageQuery },
    },
    (request, reply) =>
      asDocument(request, reply, async () => {
        const agreement = await database.transaction((tx) => register.agreement(tx, request.params.code));
        return send(request, reply, agreement);
      }),
  );
  app.get(
    '/t/:code/:version',
    {
      config: { permission: 'public' },
      schema: {
        summary: '协议的某一版本 / One version of an agreement',
        params: Type.Object({ code: Code, version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) }),
        querystring: PublicPageQuery,
      },
    },
    (request, reply) =>
      asDocument(request, reply, async () => {
        const { code, version } = request.params;
        const agreement = await database.transaction((tx) => register.agreement(tx, code, version));
        return send(request, reply, agreement);
      }),
  );
}

function send(request: FastifyRequest, reply: FastifyReply, agreement: Agreement): FastifyReply {
  const language = pageLanguage(request);
  const { code, version, content, hash } = agreement;
  const saved = (request.query as Static<typeof PublicPageQuery>).download === '1';
  const style = saved ? `<style>${NOTICE_STYLE}</style>` : `<link rel="stylesheet" href="${STYLE_PATH}">`;
  const other = language === 'zh' ? 'en' : 'zh';
  const nav = saved
    ? ''
    : `<nav aria-label="${language === 'zh' ? '文件' : 'Document'}">` +
      `<a href="/t/${code}/${version}?lang=${other}">${other === 'en' ? 'English' : '中文'}</a>` +
      `<a href="/t/${code}/${version}?lang=${language}&amp;download=1">${language === 'zh' ? '保存本页' : 'Save this page'}</a></nav>`;
  reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').header('vary', 'accept-language');
  if (saved) reply.header('content-disposition', `attachment; filename="${code}-v${version}-${language}.html"`);
  return reply.send(
    `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">` +
      `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(content.title[language])} · v${version}</title>${style}</head>` +
      `<body>${nav}<main>${paperHtml(agreementPaper(content, hash, language))}</main></body></html>`,
  );
}
