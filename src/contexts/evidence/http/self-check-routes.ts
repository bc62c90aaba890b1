import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Evidence } from '../create-evidence.ts';
import { describeFinding } from '../self-check/describe-finding.ts';
import type { SelfCheckReport } from '../self-check/self-check.ts';
import type { NoteStaffAct } from './note-staff-act.ts';

const Instant = Type.String({ format: 'date-time' });
const Count = Type.Integer({ minimum: 0 });
const Finding = Type.Object({
  part: Type.String(),
  what: Type.String(),
  text: Type.Object({ zh: Type.String(), en: Type.String() }),
  at: Type.String({ description: 'an index, a size, a receipt, or a table with the key of a row' }),
  expected: Type.String(),
  found: Type.String(),
});
const Report = Type.Object({
  id: Type.String(),
  askedAt: Instant,
  askedBy: Type.String(),
  state: Type.Union([Type.Literal('running'), Type.Literal('finished'), Type.Literal('cancelled')]),
  finishedAt: Type.Union([Instant, Type.Null()]),
  size: Count,
  part: Type.Union([Type.String(), Type.Null()]),
  done: Count,
  parts: Count,
  found: Count,
  /** The first divergence; null while none was found. */
  first: Type.Union([Finding, Type.Null()]),
  findings: Type.Array(Finding),
});
const Reports = Type.Object({ items: Type.Array(Report, { description: 'newest first' }) });
const Empty = Type.Object({}, { additionalProperties: false });

/** Routes of the self-check: how the last ones went, asking for one, and cancelling the one that runs. */
export function registerSelfCheckRoutes(
  app: HttpApp,
  { evidence, database, noteStaffAct }: { evidence: Evidence; database: Database; noteStaffAct: NoteStaffAct },
): void {
  const reports = async () => {
    const found = await database.transaction((tx) => evidence.selfCheck.reports(tx), { readOnly: true });
    return { items: found.map(shown) };
  };
  app.get(
    '/api/v1/evidence/self-check',
    {
      config: { permission: 'evidence.read' },
      schema: { summary: '日志自检的结果 / The newest self-checks of the log', response: { 200: Reports } },
    },
    reports,
  );
  app.post(
    '/api/v1/evidence/self-check',
    {
      config: { permission: 'evidence.self-check' },
      schema: {
        summary: '开始日志自检 / Begin a self-check of the log; the one that runs goes on',
        body: Empty,
        response: { 202: Reports },
      },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      await database.transaction(async (tx) => {
        await evidence.selfCheck.begin(tx, by);
        await noteStaffAct(tx, { by, act: 'evidence.self-check-begun' });
      });
      return reply.code(202).send(await reports());
    },
  );
  app.post(
    '/api/v1/evidence/self-check/cancel',
    {
      config: { permission: 'evidence.self-check' },
      schema: {
        summary: '取消进行中的自检 / Cancel the self-check that runs',
        body: Empty,
        response: { 200: Reports },
      },
    },
    async (request) => {
      const by = callerName(request.caller);
      await database.transaction(async (tx) => {
        if (await evidence.selfCheck.cancel(tx)) await noteStaffAct(tx, { by, act: 'evidence.self-check-cancelled' });
      });
      return reports();
    },
  );
}

function shown({ askedAt, finishedAt, findings, ...report }: SelfCheckReport) {
  const described = findings.map((finding) => ({ ...finding, text: describeFinding(finding.what) }));
  return {
    ...report,
    askedAt: askedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    first: described[0] ?? null,
    findings: described,
  };
}
