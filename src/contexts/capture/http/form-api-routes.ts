import { type Static, Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import { formUnknown } from '../capture-failures.ts';
import type { Capture } from '../create-capture.ts';
import { qrPng, qrSvg } from '../domain/qr-picture.ts';
import { formPage } from './form-page.ts';
import { FormBody, FormListed, FormParams, FormPreviewBody, FormSaved } from './form-schemas.ts';

/** The console's routes for forms: save one, list them with how many answered and agreed, look at one that is not saved, its QR code. */
export function registerFormApiRoutes(app: HttpApp, capture: Capture, database: Database, publicUrl: string): void {
  app.post(
    '/api/v1/forms',
    {
      config: { permission: 'capture.manage' },
      schema: { tags: ['capture'], summary: '保存表单 / Save a form', body: FormBody, response: { 200: FormSaved } },
    },
    async (request) => {
      const { active, ...form } = request.body;
      const by = callerName(request.caller);
      return database.transaction((tx) => capture.saveForm(tx, { form, active: active ?? true, by }));
    },
  );

  app.get(
    '/api/v1/forms',
    {
      config: { permission: 'capture.read' },
      schema: {
        tags: ['capture'],
        summary: '表单列表 / Forms',
        response: { 200: Type.Object({ items: Type.Array(FormListed) }) },
      },
    },
    async () => {
      const forms = await database.transaction((tx) => capture.forms(tx), { readOnly: true });
      // What is stored passed the same schema.
      return {
        items: forms.map(({ savedAt, ...form }) => ({
          ...(structuredClone(form) as Omit<Static<typeof FormListed>, 'url' | 'savedAt'>),
          url: `/f/${form.code}`,
          savedAt: savedAt.toISOString(),
        })),
      };
    },
  );

  app.post(
    '/api/v1/forms/previews',
    {
      config: { permission: 'capture.manage' },
      schema: {
        tags: ['capture'],
        summary: '预览未保存的表单；不登记展示 / Look at a form that is not saved; nothing is recorded as shown',
        body: FormPreviewBody,
        response: { 200: Type.Object({ html: Type.String() }) },
      },
    },
    async (request) => {
      const { locale = 'zh-CN', ...form } = request.body;
      const shown = await database.transaction((tx) => capture.previewForm(tx, form), { readOnly: true });
      return { html: formPage(shown, locale, {}) };
    },
  );
  registerQrRoutes(app, capture, database, publicUrl);
}

function registerQrRoutes(app: HttpApp, capture: Capture, database: Database, publicUrl: string): void {
  const addressOf = async (code: string): Promise<string> => {
    const form = await database.transaction((tx) => capture.form(tx, code), { readOnly: true });
    if (form === undefined) throw formUnknown();
    return `${publicUrl}/f/${code}`;
  };
  const schema = { tags: ['capture'], params: FormParams };
  app.get(
    '/api/v1/forms/:code/qr.svg',
    { config: { permission: 'capture.read' }, schema: { ...schema, summary: '表单的二维码 / A form’s QR code' } },
    async (request, reply) => {
      const picture = qrSvg(await addressOf(request.params.code));
      return reply.type('image/svg+xml').header('cache-control', 'no-cache').send(picture);
    },
  );
  app.get(
    '/api/v1/forms/:code/qr.png',
    { config: { permission: 'capture.read' }, schema: { ...schema, summary: '表单的二维码 / A form’s QR code' } },
    async (request, reply) => {
      const picture = qrPng(await addressOf(request.params.code));
      return reply.type('image/png').header('cache-control', 'no-cache').send(picture);
    },
  );
}
