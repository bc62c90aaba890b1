import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import { shanghaiDay } from '../domain/age.ts';
import type { Gate } from '../gate.ts';
import { Code, Id, Instant, nullable, ReceiptShown } from './schemas.ts';

const strict = { additionalProperties: false };
const ById = Type.Object({ id: Id });
const Reason = Type.String({ minLength: 1, maxLength: 200 });

/** A relation of a child and a guardian; the document itself stays where it is, only its hash is kept. */
const GuardianBody = Type.Object(
  {
    child: Id,
    guardian: Id,
    kind: Type.Union([Type.Literal('parent'), Type.Literal('guardian')]),
    grade: Type.Union([Type.Literal('A'), Type.Literal('B'), Type.Literal('C')]),
    evidence: Type.Optional(Type.Object({ kind: Code, hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) }, strict)),
    from: Type.Optional(Instant),
    until: Type.Optional(Instant),
  },
  strict,
);
const GuardianshipShown = Type.Object({
  id: Id,
  child: Id,
  guardian: Id,
  kind: Type.String(),
  grade: Type.String(),
  evidenceKind: nullable(Type.String()),
  from: Instant,
  until: nullable(Instant),
  endedAt: nullable(Instant),
  recordedAt: Instant,
  receipt: Id,
});
const AgeQuestionShown = Type.Object({
  person: Id,
  activity: Type.String(),
  channel: nullable(Type.String()),
  turns: Type.Integer(),
  /** The month of the birthday in Shanghai; the day would be the birth date in clear. */
  month: Type.String({ pattern: '^\\d{4}-\\d{2}$' }),
  due: Type.Boolean(),
  surface: nullable(Type.String()),
});

/** Registers the routes of guardians (PIPL 31): relations, their end, and who is to be asked anew on coming of age. */
export function registerGuardianRoutes(app: HttpApp, gate: Gate, database: Database): void {
  app.post(
    '/api/v1/guardians',
    {
      config: { permission: 'consent.record' },
      schema: {
        summary: '登记监护关系及其证明 / Record a guardian of a child, with what shows it',
        body: GuardianBody,
        response: { 201: Type.Object({ id: Id, receipt: ReceiptShown }) },
      },
    },
    async (request, reply) => {
      const { from, until, ...relation } = request.body;
      const recorded = await database.transaction((tx) =>
        gate.recordGuardian(tx, {
          ...relation,
          ...(from === undefined ? {} : { from: new Date(from) }),
          ...(until === undefined ? {} : { until: new Date(until) }),
          by: callerName(request.caller),
        }),
      );
      return reply.code(201).send(recorded);
    },
  );
  app.post(
    '/api/v1/guardians/:id/end',
    {
      config: { permission: 'consent.record' },
      schema: {
        summary: '终止监护关系，据此所作的同意随之撤回 / End a relation; what was consented to under it ends with it',
        params: ById,
        body: Type.Object({ reason: Reason }, strict),
        response: { 201: ReceiptShown },
      },
    },
    async (request, reply) => {
      const end = {
        guardianship: request.params.id,
        reason: request.body.reason,
        by: callerName(request.caller),
      };
      return reply.code(201).send(await database.transaction((tx) => gate.endGuardian(tx, end)));
    },
  );
  app.get(
    '/api/v1/persons/:id/guardians',
    {
      config: { permission: 'consent.read' },
      schema: {
        summary: '个人的监护关系 / Relations of a person, as child or as guardian',
        params: ById,
        response: { 200: Type.Object({ items: Type.Array(GuardianshipShown) }) },
      },
    },
    async (request) => {
      const relations = await database.transaction((tx) => gate.guardianshipsOf(tx, request.params.id));
      return {
        items: relations.map(({ from, until, endedAt, recordedAt, ...rest }) => ({
          ...rest,
          from: from.toISOString(),
          until: until?.toISOString() ?? null,
          endedAt: endedAt?.toISOString() ?? null,
          recordedAt: recordedAt.toISOString(),
        })),
      };
    },
  );
  app.post(
    '/api/v1/persons/:id/minority-sign/clear',
    {
      config: { permission: 'consent.clear-sign' },
      schema: {
        summary: '撤销未成年迹象：经核实并非未成年人 / Take back a sign of minority that turned out to be none',
        params: ById,
        body: Type.Object({ reason: Reason }, strict),
        response: { 201: ReceiptShown },
      },
    },
    async (request, reply) => {
      const { reason } = request.body;
      const input = { person: request.params.id, reason, by: callerName(request.caller) };
      return reply.code(201).send(await database.transaction((tx) => gate.clearMinoritySign(tx, input)));
    },
  );
  app.get(
    '/api/v1/persons/:id/age',
    {
      config: { permission: 'consent.read' },
      schema: {
        summary: '年龄所知（不含日期） / What is known about the age, never the date',
        params: ById,
        response: {
          200: Type.Object({ band: Type.String(), by: nullable(Type.String()), since: nullable(Instant) }),
        },
      },
    },
    async (request) => {
      const age = await database.transaction((tx) => gate.ageOf(tx, request.params.id));
      return { ...age, since: age.since?.toISOString() ?? null };
    },
  );
  app.get(
    '/api/v1/coming-of-age',
    {
      config: { permission: 'consent.read' },
      schema: {
        summary: '满14、18周岁须重新询问的人 / Whom to ask anew because they turn 14 or 18',
        // Steps of 30: asked day by day, it would tell birth dates.
        querystring: Type.Object(
          { days: Type.Integer({ minimum: 0, maximum: 360, multipleOf: 30, default: 30 }) },
          strict,
        ),
        response: { 200: Type.Object({ items: Type.Array(AgeQuestionShown) }) },
      },
    },
    async (request) => {
      const questions = await database.transaction((tx) => gate.comingOfAge(tx, request.query.days));
      return { items: questions.map(({ from, ...question }) => ({ ...question, month: monthOf(from) })) };
    },
  );
}

// The question may be asked from the day after the birthday on.
function monthOf(from: Date): string {
  return shanghaiDay(new Date(from.getTime() - 1)).slice(0, 7);
}
