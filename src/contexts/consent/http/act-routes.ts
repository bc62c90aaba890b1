import { Type } from 'typebox';
import { type Database, GroupCommit } from '../../../platform/database/index.ts';
import { type Caller, callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Gate } from '../gate.ts';
import {
  AdoptionBody,
  ConsentBody,
  MinoritySignBody,
  ObjectionBody,
  PresentationBody,
  PresentationShown,
  ReceiptShown,
  WithdrawalBody,
} from './schemas.ts';
import { withOneSubject } from './with-one-subject.ts';

// Who really called stands before what the caller says about the touchpoint.
function through(caller: Caller, touchpoint: string): string {
  return `${callerName(caller)}/${touchpoint}`;
}

/** Routes of what people were shown and said: presentations, consents, withdrawals, objections. */
export function registerActRoutes(app: HttpApp, gate: Gate, database: Database): void {
  // A no is answered when every server knows of it (decision 0037); nobody's yes waits for that.
  const answers = {
    granted: new GroupCommit(database, gate.tryRecordConsents),
    refused: new GroupCommit(database, gate.tryRecordConsents),
  };
  app.post(
    '/api/v1/presentations',
    {
      // The nonce is a secret of the session that it was told to.
      config: { permission: 'consent.present', neverReplayed: true },
      schema: {
        summary: '登记即将展示的内容 / Note what is about to be shown',
        body: PresentationBody,
        response: { 201: PresentationShown },
      },
    },
    async (request, reply) => reply.code(201).send(await database.transaction((tx) => gate.present(tx, request.body))),
  );
  app.post(
    '/api/v1/consents',
    {
      config: { permission: 'consent.record' },
      schema: { summary: '记录个人的答复 / Record an answer', body: ConsentBody, response: { 201: ReceiptShown } },
    },
    async (request, reply) => {
      const { validUntil, ...act } = request.body;
      const until = validUntil === undefined ? {} : { validUntil: new Date(validUntil) };
      const [receipt] = await answers[act.answer].submit([{ ...act, ...until }]);
      if (receipt === undefined) throw new Error('no receipt');
      return reply.code(201).send(receipt);
    },
  );
  app.post(
    '/api/v1/consents/withdrawals',
    {
      config: { permission: 'consent.withdraw' },
      schema: { summary: '撤回同意 / Withdraw a consent', body: WithdrawalBody, response: { 201: ReceiptShown } },
    },
    async (request, reply) => {
      const no = { ...withOneSubject(request.body), by: through(request.caller, request.body.by) };
      return reply.code(201).send(await database.transaction((tx) => gate.withdraw(tx, no)));
    },
  );
  app.post(
    '/api/v1/objections',
    {
      config: { permission: 'consent.object' },
      schema: {
        summary: '拒收、限制处理或关闭个性化 / Unsubscribe, restrict, or turn personalisation off',
        body: ObjectionBody,
        response: { 201: ReceiptShown },
      },
    },
    async (request, reply) => {
      const no = { ...withOneSubject(request.body), by: through(request.caller, request.body.by) };
      return reply.code(201).send(await database.transaction((tx) => gate.object(tx, no)));
    },
  );
  app.post(
    '/api/v1/minority-signs',
    {
      config: { permission: 'consent.record' },
      schema: {
        summary:
          '登记未成年迹象：无出生日期的，按年龄不明的未成年人对待 / A sign of minority: without a birth date, a minor of unknown age',
        body: MinoritySignBody,
        response: { 201: ReceiptShown },
      },
    },
    async (request, reply) => {
      const sign = { ...request.body, by: through(request.caller, request.body.by) };
      return reply.code(201).send(await database.transaction((tx) => gate.learnMinoritySign(tx, sign)));
    },
  );
  app.post(
    '/api/v1/sessions/adoptions',
    {
      config: { permission: 'consent.record' },
      schema: {
        summary:
          '会话归于已知个人：拒绝随之生效，同意不随之 / A session turns out to be a person’s: its noes follow, a yes does not',
        body: AdoptionBody,
        response: { 200: Type.Object({ followed: Type.Integer() }) },
      },
    },
    async (request) => ({ followed: await database.transaction((tx) => gate.adoptSession(tx, request.body)) }),
  );
}
