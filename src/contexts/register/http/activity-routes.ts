import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Register } from '../register.ts';
import { ActivityBody, ActivityShown } from './activity-schemas.ts';
import { Code } from './schemas.ts';
import { shownActivity as shown } from './shown-activity.ts';
import { AssessmentBody, ContractBody, EndBody, SubEntrustmentBody } from './state-schemas.ts';

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
  app.put(
    '/api/v1/activities/:code/sub-entrustments',
    {
      config: { permission: 'register.enter-states' },
      schema: {
        summary: '登记转委托的同意 / The DPO enters whether an entrustee may entrust somebody else',
        params: ByCode,
        body: SubEntrustmentBody,
        response: { 200: ActivityShown },
      },
    },
    (request) =>
      database.transaction(async (tx) => {
        const activity = request.params.code;
        await register.setSubEntrustmentState(tx, { activity, ...request.body, by: callerName(request.caller) });
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
