import { Type } from 'typebox';
import type { Database, Tx } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Activity } from '../domain/activity.ts';
import { activityObstacles } from '../domain/activity-obstacles.ts';
import { assessmentTriggers } from '../domain/assessment-triggers.ts';
import { fieldKind } from '../domain/fields.ts';
import type { Register } from '../register.ts';
import { ActivityBody, ActivityShown, AssessmentBody, Code, ContractBody, EndBody } from './schemas.ts';

const ByCode = Type.Object({ code: Code });

/** Routes of processing activities and of the DPO's plain form about assessment and contracts. */
export function registerActivityRoutes(app: HttpApp, register: Register, database: Database): void {
  app.post(
    '/api/v1/activities',
    {
      config: { permission: 'register.write' },
      schema: {
        summary: '登记处理活动 / Register a processing activity or its next revision',
        body: ActivityBody,
        response: { 201: Type.Object({ code: Code, revision: Type.Integer() }) },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await database.transaction((tx) => register.saveActivity(tx, request.body))),
  );
  app.get(
    '/api/v1/activities',
    {
      config: { permission: 'register.read' },
      schema: {
        summary: '处理活动列表 / Processing activities with why each may or may not run',
        response: { 200: Type.Object({ items: Type.Array(ActivityShown) }) },
      },
    },
    () =>
      database.transaction(async (tx) => {
        const items = [];
        for (const activity of await register.activities(tx)) items.push(await shown(register, tx, activity));
        return { items };
      }),
  );
  app.get(
    '/api/v1/activities/:code',
    {
      config: { permission: 'register.read' },
      schema: { summary: '一项处理活动 / One activity', params: ByCode, response: { 200: ActivityShown } },
    },
    (request) =>
      database.transaction(async (tx) => shown(register, tx, await register.activity(tx, request.params.code))),
  );
  registerStateRoutes(app, register, database);
}

function registerStateRoutes(app: HttpApp, register: Register, database: Database): void {
  app.put(
    '/api/v1/activities/:code/assessment',
    {
      config: { permission: 'register.enter-states' },
      schema: {
        summary: '登记影响评估状态 / The DPO enters the state of the impact assessment',
        params: ByCode,
        body: AssessmentBody,
        response: { 200: ActivityShown },
      },
    },
    (request) =>
      database.transaction(async (tx) => {
        const activity = request.params.code;
        await register.setAssessmentState(tx, { activity, ...request.body, by: callerName(request.caller) });
        return shown(register, tx, await register.activity(tx, activity));
      }),
  );
  app.put(
    '/api/v1/activities/:code/contracts',
    {
      config: { permission: 'register.enter-states' },
      schema: {
        summary: '登记委托合同状态 / The DPO enters the state of the contract with a recipient',
        params: ByCode,
        body: ContractBody,
        response: { 200: ActivityShown },
      },
    },
    (request) =>
      database.transaction(async (tx) => {
        const activity = request.params.code;
        await register.setContractState(tx, { activity, ...request.body, by: callerName(request.caller) });
        return shown(register, tx, await register.activity(tx, activity));
      }),
  );
  app.post(
    '/api/v1/activities/:code/end',
    {
      config: { permission: 'register.enter-states' },
      schema: {
        summary: '终止处理活动 / End an activity for good',
        params: ByCode,
        body: EndBody,
        response: { 200: ActivityShown },
      },
    },
    (request) =>
      database.transaction(async (tx) => {
        const activity = request.params.code;
        await register.endActivity(tx, { activity, ...request.body, by: callerName(request.caller) });
        return shown(register, tx, await register.activity(tx, activity));
      }),
  );
}

async function shown(register: Register, tx: Tx, activity: Activity) {
  const publication = await register.publicationOf(tx, activity.code);
  const obstacles = activityObstacles(activity, publication?.revision ?? null);
  const { contracts, assessment } = activity;
  return {
    ...activity,
    basisFacts: { ...activity.basisFacts },
    operations: [...activity.operations],
    sources: [...activity.sources],
    channels: [...activity.channels],
    savedAt: activity.savedAt.toISOString(),
    endedAt: activity.endedAt?.toISOString() ?? null,
    fields: activity.fields.map((each) => {
      const { label, sensitiveKind } = fieldKind(each.field);
      return { ...each, label, sensitive: sensitiveKind !== null };
    }),
    recipients: activity.recipients.map((recipient) => {
      const contract = contracts.find((each) => each.recipient === recipient.name);
      return {
        ...recipient,
        fields: [...recipient.fields],
        contract: contract?.state ?? 'none',
        contractHash: contract?.documentHash ?? null,
      };
    }),
    crossBorder:
      activity.crossBorder === null
        ? null
        : {
            ...activity.crossBorder,
            transfers: activity.crossBorder.transfers.map(({ mechanism, ...rest }) => ({
              ...rest,
              mechanism: mechanism === null ? null : { ...mechanism },
            })),
          },
    assessment: { ...assessment, at: assessment.at?.toISOString() ?? null, dueTo: assessmentTriggers(activity) },
    published:
      publication === null
        ? null
        : { notice: publication.notice, version: publication.version, revision: publication.revision },
    mayRun: obstacles.length === 0,
    obstacles,
  };
}
