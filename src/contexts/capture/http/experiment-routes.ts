import { type Static, Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Capture } from '../create-capture.ts';
import { lintVariant } from '../experiments/variant-lint.ts';
import type { Experiment } from '../store/experiment-store.ts';
import type { NoteStaffAct } from './site-key-routes.ts';
import { ExperimentShown, PlanBody, ResultShown, VariantBody } from './variant-schemas.ts';

const ByCode = Type.Object({ code: Type.String({ pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$', maxLength: 40 }) });

/** `/api/v1/experiments`: wordings and layouts that are compared; none that makes refusing harder starts. */
export function registerExperimentRoutes(
  app: HttpApp,
  capture: Capture,
  { database, noteStaffAct }: { readonly database: Database; readonly noteStaffAct: NoteStaffAct },
): void {
  app.post(
    '/api/v1/experiments',
    {
      config: { permission: 'capture.manage' },
      schema: {
        tags: ['capture'],
        summary:
          '开始文案试验；让拒绝更难的方案逐条退回 / Start an experiment; refused with every reason where refusing gets harder',
        body: PlanBody,
        response: { 201: ExperimentShown },
      },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const started = await database.transaction(async (tx) => {
        const experiment = await capture.startExperiment(tx, { plan: request.body, by });
        await noteStaffAct(tx, { by, act: 'capture.experiment-started', subject: experiment.code });
        return experiment;
      });
      return reply.code(201).send(shown(started));
    },
  );

  app.get(
    '/api/v1/experiments',
    {
      config: { permission: 'capture.read' },
      schema: {
        tags: ['capture'],
        summary: '文案试验 / Experiments, newest first',
        response: { 200: Type.Object({ items: Type.Array(ExperimentShown) }) },
      },
    },
    async () => {
      const items = await database.transaction((tx) => capture.experiments(tx), { readOnly: true });
      return { items: items.map(shown) };
    },
  );

  app.post(
    '/api/v1/experiments/lint',
    {
      config: { permission: 'capture.manage' },
      schema: {
        tags: ['capture'],
        summary: '检查一个方案是否让拒绝更难 / Whether a variant makes refusing harder, with the reasons',
        body: VariantBody,
        response: {
          200: Type.Object({
            reasons: Type.Array(
              Type.Object({
                path: Type.String(),
                code: Type.String(),
                article: Type.String(),
                message: Type.String(),
                message_en: Type.String(),
              }),
            ),
          }),
        },
      },
    },
    async (request) => ({ reasons: lintVariant(request.body, 'variant') }),
  );
  registerResultRoutes(app, capture, { database, noteStaffAct });
}

function registerResultRoutes(
  app: HttpApp,
  capture: Capture,
  { database, noteStaffAct }: { readonly database: Database; readonly noteStaffAct: NoteStaffAct },
): void {
  app.get(
    '/api/v1/experiments/:code/result',
    {
      config: { permission: 'capture.read' },
      schema: {
        tags: ['capture'],
        summary:
          '试验结果：达到预定次数之前只列计数，不作比较 / The result: counts alone until there is enough, then shares with intervals',
        params: ByCode,
        response: { 200: Type.Object({ experiment: ExperimentShown, result: ResultShown }) },
      },
    },
    async (request) => {
      const { experiment, result } = await database.transaction((tx) =>
        capture.experimentResult(tx, request.params.code),
      );
      return { experiment: shown(experiment), result: { ...result, variants: [...result.variants] } };
    },
  );

  app.post(
    '/api/v1/experiments/:code/end',
    {
      config: { permission: 'capture.manage' },
      schema: {
        tags: ['capture'],
        summary: '结束试验并写明原因 / End an experiment, with the reason',
        params: ByCode,
        body: Type.Object({ why: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const { code } = request.params;
      await database.transaction(async (tx) => {
        await capture.endExperiment(tx, { code, why: request.body.why, by });
        await noteStaffAct(tx, { by, act: 'capture.experiment-ended', subject: code });
      });
      return reply.code(204).send();
    },
  );
}

// What is stored passed the same schema.
function shown(experiment: Experiment): Static<typeof ExperimentShown> {
  return {
    ...(structuredClone(experiment) as unknown as Static<typeof ExperimentShown>),
    startedAt: experiment.startedAt.toISOString(),
    endedAt: experiment.endedAt?.toISOString() ?? null,
  };
}
