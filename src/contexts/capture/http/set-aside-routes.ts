import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Capture } from '../create-capture.ts';
import { type NoteStaffAct, REFUSAL_WORDS } from '../inbox/set-aside.ts';

const Params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const Instant = Type.String({ format: 'date-time' });
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const Shown = Type.Object({
  id: Type.String(),
  form: Type.String(),
  receivedAt: Instant,
  state: Type.Union([Type.Literal('waiting'), Type.Literal('quarantined'), Type.Literal('refused')]),
  reason: Nullable(Type.String()),
  word: Nullable(Type.String()),
  keptUntil: Nullable(Instant),
});

/** `/api/v1/sealed-submissions`: what came while the vault was sealed and was not taken, without anything of the people. */
export function registerSetAsideRoutes(
  app: HttpApp,
  capture: Capture,
  { database, noteStaffAct }: { readonly database: Database; readonly noteStaffAct: NoteStaffAct },
): void {
  app.get(
    '/api/v1/sealed-submissions',
    {
      config: { permission: 'capture.read' },
      schema: {
        tags: ['capture'],
        summary: '封存的提交 / Sealed submissions that wait or were set aside',
        response: { 200: Type.Object({ items: Type.Array(Shown) }) },
      },
    },
    async () => {
      const rows = await database.transaction((tx) => capture.setAsideSubmissions(tx), { readOnly: true });
      const items = rows.map(({ receivedAt, keptUntil, settledAt: _settled, ...row }) => ({
        ...row,
        receivedAt: receivedAt.toISOString(),
        keptUntil: keptUntil?.toISOString() ?? null,
      }));
      return { items };
    },
  );
  app.post(
    '/api/v1/sealed-submissions/:id/retry',
    {
      config: { permission: 'capture.manage' },
      schema: { tags: ['capture'], summary: '再次打开并检查 / Open and judge it again', params: Params },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      await database.transaction((tx) => capture.retrySetAside(tx, request.params.id, by, noteStaffAct));
      return reply.code(204).send();
    },
  );
  app.post(
    '/api/v1/sealed-submissions/:id/refusal',
    {
      config: { permission: 'capture.manage' },
      schema: {
        tags: ['capture'],
        summary: '拒绝并告知本人 / Refuse it, with word to the person',
        params: Params,
        body: Type.Object(
          { word: Type.Union(REFUSAL_WORDS.map((word) => Type.Literal(word))) },
          { additionalProperties: false },
        ),
      },
    },
    async (request, reply) => {
      const refusal = { id: request.params.id, word: request.body.word, by: callerName(request.caller) };
      await database.transaction((tx) => capture.refuseSetAside(tx, refusal, noteStaffAct));
      return reply.code(204).send();
    },
  );
}
