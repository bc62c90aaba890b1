import { Type } from 'typebox';
import type { Database, Tx } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import { BIRTH_PROOFS } from '../corrections/correct-field.ts';
import type { Corrected, CorrectionBy } from '../corrections/record-correction.ts';
import type { Customers } from '../customers.ts';
import { Id, Instant, Nullable } from './schemas.ts';

const Reason = Type.String({ minLength: 4, maxLength: 500, pattern: '\\S' });
const Field = Type.String({ pattern: '^[a-z_]{1,40}$' });
const Done = Type.Object({ id: Id, receipt: Type.String() });
const ByPerson = Type.Object({ id: Id });
const ByEvent = Type.Object({ id: Id, event: Type.String({ pattern: '^[1-9][0-9]{0,17}$' }) });
const CorrectionShown = Type.Object({
  id: Id,
  record: Id,
  act: Type.String(),
  subject: Type.String(),
  by: Type.String(),
  reason: Type.String(),
  at: Instant,
  receipt: Type.String(),
  undoUntil: Nullable(Instant),
  undone: Type.Boolean(),
});
const MOST_FEN = 100_000_000_000;

/** Routes of corrections and deletions by hand (PIPL 46, 47). */
export function registerCorrectionRoutes(app: HttpApp, customers: Customers, database: Database): void {
  const act = (work: (tx: Tx) => Promise<Corrected>) => database.transaction(work);
  app.get(
    '/api/v1/persons/:id/corrections',
    {
      config: { permission: 'customers.read-person' },
      schema: {
        summary: '更正与删除记录 / What was corrected or deleted by hand, newest first; no values',
        params: ByPerson,
        response: { 200: Type.Object({ items: Type.Array(CorrectionShown) }) },
      },
    },
    async (request) => {
      const rows = await database.transaction((tx) => customers.corrections.list(tx, request.params.id));
      const items = rows.map(({ at, undoUntil, ...row }) => ({
        ...row,
        at: at.toISOString(),
        undoUntil: undoUntil?.toISOString() ?? null,
      }));
      return { items };
    },
  );
  const body = { additionalProperties: false } as const;
  const config = { permission: 'customers.correct-person' } as const;
  const by = (request: {
    params: { id: string };
    body: { reason: string };
    caller: Parameters<typeof callerName>[0];
  }) =>
    ({
      person: request.params.id,
      reason: request.body.reason,
      by: callerName(request.caller),
    }) satisfies CorrectionBy;
  app.post(
    '/api/v1/persons/:id/fields/corrections',
    {
      config,
      schema: {
        summary: '更正一项信息 / Correct one value; the wrong one comes back by no file (PIPL 46)',
        params: ByPerson,
        body: Type.Object(
          {
            field: Field,
            value: Type.String({ minLength: 1, maxLength: 1000 }),
            // What was seen: for a date of birth that would end or shorten the protection of a minor.
            proof: Type.Optional(Type.Union(BIRTH_PROOFS.map((each) => Type.Literal(each)))),
            reason: Reason,
          },
          body,
        ),
        response: { 201: Done },
      },
    },
    async (request, reply) => {
      const { field, value, proof } = request.body;
      const wanted = { ...by(request), field, value, ...(proof === undefined ? {} : { proof }) };
      return reply.code(201).send(await act((tx) => customers.corrections.correctField(tx, wanted)));
    },
  );
  app.post(
    '/api/v1/persons/:id/fields/deletions',
    {
      config,
      schema: {
        summary: '删除一项信息 / Delete one value; no file brings it back (PIPL 47)',
        params: ByPerson,
        body: Type.Object({ field: Field, reason: Reason }, body),
        response: { 201: Done },
      },
    },
    async (request, reply) => {
      const wanted = { ...by(request), field: request.body.field };
      return reply.code(201).send(await act((tx) => customers.corrections.deleteField(tx, wanted)));
    },
  );
  app.post(
    '/api/v1/persons/:id/events/:event/corrections',
    {
      config,
      schema: {
        summary: '更正一条记录 / Put an event right: when, how many, how much',
        params: ByEvent,
        body: Type.Object(
          {
            at: Type.Optional(Instant),
            quantity: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
            amountFen: Type.Optional(Type.Integer({ minimum: -MOST_FEN, maximum: MOST_FEN })),
            reason: Reason,
          },
          body,
        ),
        response: { 201: Done },
      },
    },
    async (request, reply) => {
      const { at, quantity, amountFen } = request.body;
      const change = {
        ...(at === undefined ? {} : { at: new Date(at) }),
        ...(quantity === undefined ? {} : { quantity }),
        ...(amountFen === undefined ? {} : { amountFen }),
      };
      const wanted = { ...by(request), event: request.params.event, change };
      return reply.code(201).send(await act((tx) => customers.corrections.correctEvent(tx, wanted)));
    },
  );
  app.post(
    '/api/v1/persons/:id/events/:event/deletions',
    {
      config,
      schema: {
        summary: '删除一条记录 / Delete an event; the same row brings it back no more',
        params: ByEvent,
        body: Type.Object({ reason: Reason }, body),
        response: { 201: Done },
      },
    },
    async (request, reply) => {
      const wanted = { ...by(request), event: request.params.event };
      return reply.code(201).send(await act((tx) => customers.corrections.deleteEvent(tx, wanted)));
    },
  );
  registerNumberRoutes(app, customers, { act, by, config });
}

function registerNumberRoutes(
  app: HttpApp,
  customers: Customers,
  {
    act,
    by,
    config,
  }: {
    act: (work: (tx: Tx) => Promise<Corrected>) => Promise<Corrected>;
    by: (request: {
      params: { id: string };
      body: { reason: string };
      caller: Parameters<typeof callerName>[0];
    }) => CorrectionBy;
    config: { readonly permission: 'customers.correct-person' };
  },
): void {
  const Because = Type.Object({ reason: Reason }, { additionalProperties: false });
  app.post(
    '/api/v1/persons/:id/number-endings',
    {
      config,
      schema: {
        summary: '号码已归他人 / The mobile number belongs to somebody else now; no consent follows it',
        params: ByPerson,
        body: Because,
        response: { 201: Done },
      },
    },
    async (request, reply) => reply.code(201).send(await act((tx) => customers.corrections.endNumber(tx, by(request)))),
  );
  app.post(
    '/api/v1/persons/:id/number-endings/:correction/undo',
    {
      config,
      schema: {
        summary: '撤销停用号码 / Give back a number that was ended by mistake; it has to be confirmed again',
        params: Type.Object({ id: Id, correction: Id }),
        body: Because,
        response: { 201: Done },
      },
    },
    async (request, reply) => {
      const wanted = { ...by(request), correction: request.params.correction };
      return reply.code(201).send(await act((tx) => customers.corrections.restoreNumber(tx, wanted)));
    },
  );
}
