import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Capture } from '../create-capture.ts';
import { FORM_FIELDS } from '../domain/form-definition.ts';

const Text = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 500 }), en: Type.String({ minLength: 1, maxLength: 500 }) },
  { additionalProperties: false },
);
const Code = Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' });
const Form = Type.Object(
  {
    code: Code,
    brand: Code,
    title: Text,
    intro: Type.Optional(Text),
    notice: Code,
    activity: Code,
    marketing: Code,
    fields: Type.Array(
      Type.Object(
        { field: Type.Union(FORM_FIELDS.map((field) => Type.Literal(field))), required: Type.Boolean() },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: FORM_FIELDS.length },
    ),
    active: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
const Saved = Type.Object({ code: Type.String(), url: Type.String() });
const Listed = Type.Object({
  code: Type.String(),
  brand: Type.String(),
  title: Text,
  intro: Type.Optional(Text),
  notice: Type.String(),
  activity: Type.String(),
  marketing: Type.String(),
  fields: Type.Array(Type.Object({ field: Type.String(), required: Type.Boolean() })),
  active: Type.Boolean(),
  url: Type.String(),
  savedAt: Type.String({ format: 'date-time' }),
  submissions: Type.Integer(),
  granted: Type.Integer(),
});

/** The console's routes for forms: save one, list them with how many answered and agreed. */
export function registerFormApiRoutes(app: HttpApp, capture: Capture, database: Database): void {
  app.post(
    '/api/v1/forms',
    {
      config: { permission: 'capture.manage' },
      schema: { tags: ['capture'], summary: '保存表单', body: Form, response: { 200: Saved } },
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
      schema: { tags: ['capture'], summary: '表单列表', response: { 200: Type.Object({ items: Type.Array(Listed) }) } },
    },
    async () => {
      const forms = await database.transaction((tx) => capture.forms(tx), { readOnly: true });
      return {
        items: forms.map(({ savedAt, ...form }) => ({
          ...form,
          fields: [...form.fields],
          url: `/f/${form.code}`,
          savedAt: savedAt.toISOString(),
        })),
      };
    },
  );
}
