import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import { paperUnknown } from '../capture-failures.ts';
import type { Capture } from '../create-capture.ts';
import { agesOf } from '../domain/form-definition.ts';
import { qrSvg } from '../domain/qr-picture.ts';
import type { PaperBatch, PaperSheet } from '../store/paper-store.ts';
import {
  BatchBody,
  BatchShown,
  ById,
  CallAnswerBody,
  CallBody,
  CallShown,
  CounterCodeBody,
  CounterCodeMade,
  CounterCodeShown,
  LookBody,
  SheetBody,
  SheetShown,
  Taken,
} from './assist-schemas.ts';

/** A scan of five megabytes in base64, and the rest. */
const SHEET_LIMIT = 8 * 1024 * 1024;
const MAY = { permission: 'capture.assist' } as const;

/** Routes of answers that staff help with: codes at a counter, calls, paper. */
export function registerAssistRoutes(app: HttpApp, capture: Capture, database: Database): void {
  registerCounterRoutes(app, capture, database);
  registerCallRoutes(app, capture, database);
  registerPaperRoutes(app, capture, database);
}

function registerCounterRoutes(app: HttpApp, capture: Capture, database: Database): void {
  app.post(
    '/api/v1/counter-codes',
    {
      config: { ...MAY, neverReplayed: true },
      schema: {
        summary: '柜台一次性码：顾客扫码后在自己的手机上作答 / A one-time code for a customer at a counter',
        body: CounterCodeBody,
        response: { 201: CounterCodeMade },
      },
    },
    async (request, reply) => {
      const made = await database.transaction((tx) =>
        capture.makeCounterCode(tx, { ...request.body, by: callerName(request.caller) }),
      );
      return reply.code(201).send({ ...made, expiresAt: made.expiresAt.toISOString(), qr: qrSvg(made.url) });
    },
  );
  app.get(
    '/api/v1/counter-codes/:id',
    {
      config: MAY,
      schema: { summary: '码的状态 / What became of a code', params: ById, response: { 200: CounterCodeShown } },
    },
    async (request) => {
      const code = await database.transaction((tx) => capture.counterCode(tx, request.params.id));
      if (code === undefined) throw paperUnknown();
      const state = code.answer !== null ? 'answered' : code.openedAt !== null ? 'opened' : 'waiting';
      return { state, answer: code.answer };
    },
  );
}

function registerCallRoutes(app: HttpApp, capture: Capture, database: Database): void {
  app.post(
    '/api/v1/agent-calls',
    {
      config: { ...MAY, neverReplayed: true },
      schema: {
        summary: '开始通话采集：逐句话术由告知编成 / Begin a call: the words to say, compiled from the notice',
        body: CallBody,
        response: { 201: CallShown },
      },
    },
    async (request, reply) => {
      const { form, locale = 'zh-CN', mobile } = request.body;
      const asked = { form, locale, ...(mobile === undefined ? {} : { mobile }) };
      const { session, shown, lines } = await database.transaction((tx) => capture.beginCall(tx, asked));
      return reply.code(201).send({
        session,
        presentation: shown.presentation.id,
        nonce: shown.presentation.nonce,
        noticeVersion: shown.notice.version,
        ages: [...agesOf(shown.form)],
        lines: [...lines],
        fields: shown.form.fields.map(({ field, required }) => ({ field, required })),
        consents: shown.consents.map(({ control, separate, names }) => ({ control, separate, names: [...names] })),
        notAskedAgain: shown.notAskedAgain === true,
      });
    },
  );
  app.post(
    '/api/v1/agent-calls/answers',
    {
      config: { ...MAY, neverReplayed: true },
      schema: {
        summary: '登记通话中的答复；须逐句确认已说 / Record what was answered once every sentence was said',
        body: CallAnswerBody,
        response: { 201: Taken },
      },
    },
    async (request, reply) => {
      const { age, ...rest } = request.body;
      const answer = { ...rest, ...(age === undefined ? {} : { age }), by: callerName(request.caller) };
      return reply.code(201).send(await database.transaction((tx) => capture.finishCall(tx, answer)));
    },
  );
}

function registerPaperRoutes(app: HttpApp, capture: Capture, database: Database): void {
  app.post(
    '/api/v1/paper-batches',
    {
      config: MAY,
      schema: { summary: '开始一批纸质表单 / Begin a batch of paper', body: BatchBody, response: { 201: BatchShown } },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const batch = await database.transaction((tx) => capture.beginBatch(tx, { ...request.body, by }));
      return reply.code(201).send(shownBatch(batch));
    },
  );
  app.get(
    '/api/v1/paper-batches',
    {
      config: MAY,
      schema: {
        summary: '纸质批次 / Batches of paper',
        response: { 200: Type.Object({ items: Type.Array(BatchShown) }) },
      },
    },
    async () => ({ items: (await database.transaction((tx) => capture.paperBatches(tx))).map(shownBatch) }),
  );
  app.get(
    '/api/v1/paper-batches/:id/sheets',
    {
      config: MAY,
      schema: {
        summary: '一批中的纸页 / The sheets of a batch',
        params: ById,
        response: { 200: Type.Object({ items: Type.Array(SheetShown) }) },
      },
    },
    async (request) => ({
      items: (await database.transaction((tx) => capture.paperSheets(tx, request.params.id))).map(shownSheet),
    }),
  );
  app.post(
    '/api/v1/paper-batches/:id/sheets',
    {
      bodyLimit: SHEET_LIMIT,
      config: { ...MAY, neverReplayed: true },
      schema: {
        summary:
          '录入一页；监护人签署或单独同意的须复核 / Key a sheet; a second look follows for guardians and separate consents',
        params: ById,
        body: SheetBody,
        response: { 201: SheetShown },
      },
    },
    async (request, reply) => {
      const { age, guardian, ...rest } = request.body;
      const sheet = { ...rest, ...(age === undefined ? {} : { age }), ...(guardian === undefined ? {} : { guardian }) };
      const keyed = { batch: request.params.id, sheet, by: callerName(request.caller) };
      return reply.code(201).send(shownSheet(await database.transaction((tx) => capture.keySheet(tx, keyed))));
    },
  );
  app.post(
    '/api/v1/paper-batches/:id/close',
    {
      config: MAY,
      schema: {
        summary: '结束一批：合计须相符 / Close a batch: the totals must agree',
        params: ById,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      await database.transaction((tx) => capture.finishBatch(tx, { batch: request.params.id, by }));
      return reply.code(204).send(null);
    },
  );
  registerSheetRoutes(app, capture, database);
}

function registerSheetRoutes(app: HttpApp, capture: Capture, database: Database): void {
  app.post(
    '/api/v1/paper-sheets/:id/second-look',
    {
      config: MAY,
      schema: {
        summary: '复核一页，须为录入者以外的人 / The second look at a sheet, by somebody else',
        params: ById,
        body: LookBody,
        response: { 200: SheetShown },
      },
    },
    async (request) => {
      const look = { sheet: request.params.id, ...request.body, by: callerName(request.caller) };
      return shownSheet(await database.transaction((tx) => capture.lookAgain(tx, look)));
    },
  );
  app.get(
    '/api/v1/paper-sheets/:id/scan',
    {
      config: { ...MAY, neverReplayed: true },
      schema: { summary: '查看扫描件（留凭证） / Look at a scan, with a receipt', params: ById },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const scan = await database.transaction((tx) => capture.openScan(tx, { sheet: request.params.id, by }));
      return reply
        .type(scan.type)
        .header('cache-control', 'no-store')
        .header('content-disposition', 'inline; filename="scan"')
        .send(scan.bytes);
    },
  );
}

function shownBatch({ madeAt, closedAt, ...batch }: PaperBatch) {
  return { ...batch, madeAt: madeAt.toISOString(), closedAt: closedAt?.toISOString() ?? null };
}

function shownSheet({
  keyedAt,
  ticked,
  id,
  person,
  guardian,
  scanType,
  status,
  keyedBy,
  lookedBy,
  reason,
}: PaperSheet) {
  return {
    id,
    person,
    guardian,
    scanType,
    status,
    keyedBy,
    lookedBy,
    reason,
    ticked: [...ticked],
    keyedAt: keyedAt.toISOString(),
  };
}
