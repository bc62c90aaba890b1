import { Type } from 'typebox';
import type { Database, Tx } from '../../../platform/database/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import type { SegmentMode, SegmentTrouble } from '../segment/segmentation.ts';
import type { SegmentRow } from '../segment/store/segment-store.ts';
import {
  BilingualText,
  ChannelCode,
  Code,
  Instant,
  ModeShown,
  Nullable,
  OperationCode,
  PageQuery,
  pageOf,
  TroubleShown,
  troubleShown,
} from './schemas.ts';

const SegmentBody = Type.Object(
  {
    code: Code,
    name: BilingualText,
    definition: Type.Unknown(),
    activity: Type.Optional(Code),
    /** Minutes between two computations, where the definition can't be kept live. */
    refreshMinutes: Type.Optional(Type.Integer({ minimum: 5, maximum: 1440 })),
  },
  { additionalProperties: false },
);
const SegmentShown = Type.Object({
  code: Code,
  name: BilingualText,
  definition: Type.Unknown(),
  /** The definition in words. */
  sentence: Type.Object({ zh: Type.String(), en: Type.String() }),
  activity: Code,
  revision: Type.Integer(),
  /** Kept with every event, or computed every so many minutes: the compiler decides. */
  mode: ModeShown,
  /** How many people it has; null until they have been computed. */
  count: Nullable(Type.Integer()),
  /** Why it is not computed, or has nobody; null where nothing is wrong. */
  trouble: Nullable(TroubleShown),
  savedAt: Instant,
});
const SegmentList = Type.Object({ items: Type.Array(SegmentShown), next: Type.Optional(Type.String()) });
const ReachBody = Type.Object(
  { activity: Code, operation: OperationCode, channel: Type.Optional(ChannelCode), brand: Type.Optional(Code) },
  { additionalProperties: false },
);
const ReachShown = Type.Object({
  total: Type.Integer(),
  allowed: Type.Integer(),
  excluded: Type.Array(
    Type.Object({
      code: Type.String(),
      article: Type.String(),
      zh: Type.String(),
      en: Type.String(),
      count: Type.Integer(),
      nextStep: Type.Optional(Type.Object({ zh: Type.String(), en: Type.String() })),
    }),
  ),
  unanalysed: Type.Integer(),
  receipt: Type.String(),
});
const ByCode = Type.Object({ code: Code });

/** Routes of segments and their reach. */
export function registerSegmentRoutes(app: HttpApp, customers: Customers, database: Database): void {
  app.post(
    '/api/v1/segments',
    {
      config: { permission: 'customers.write-segment' },
      schema: {
        summary: '保存人群 / Save a segment or its next revision',
        body: SegmentBody,
        response: { 201: Type.Object({ code: Code, revision: Type.Integer() }) },
      },
    },
    async (request, reply) => {
      const input = { ...request.body, by: callerName(request.caller) };
      return reply.code(201).send(await database.transaction((tx) => customers.saveSegment(tx, input)));
    },
  );
  app.get(
    '/api/v1/segments',
    {
      config: { permission: 'customers.read-segment' },
      schema: { summary: '人群列表 / Segments', querystring: PageQuery, response: { 200: SegmentList } },
    },
    async (request) => {
      return database.transaction(async (tx) => {
        const page = await customers.segments(tx, pageOf(request.query));
        const items: ReturnType<typeof shown>[] = [];
        for (const row of page.items) items.push(await withMode(customers, tx, row));
        return { ...page, items };
      });
    },
  );
  app.get(
    '/api/v1/segments/:code',
    {
      config: { permission: 'customers.read-segment' },
      schema: { summary: '一个人群 / One segment', params: ByCode, response: { 200: SegmentShown } },
    },
    async (request) =>
      database.transaction(async (tx) => withMode(customers, tx, await customers.segment(tx, request.params.code))),
  );
  app.delete(
    '/api/v1/segments/:code',
    {
      config: { permission: 'customers.write-segment' },
      schema: { summary: '删除人群 / Remove a segment', params: ByCode, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await database.transaction((tx) => customers.deleteSegment(tx, request.params.code));
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/segments/:code/reach',
    {
      config: { permission: 'customers.read-reach' },
      schema: {
        summary: '可触达分析（排除明细）/ Who of a segment may be reached, and why the others may not',
        params: ByCode,
        body: ReachBody,
        response: { 200: ReachShown },
      },
    },
    async (request) => {
      const wanted = { ...request.body, segment: request.params.code, by: callerName(request.caller) };
      await customers.moveEvents();
      const { ordinals: _ordinals, ...reach } = await database.transaction((tx) => customers.reach(tx, wanted));
      return reach;
    },
  );
}

async function withMode(customers: Customers, tx: Tx, row: SegmentRow) {
  const { segmentation } = customers;
  const [sentence = row.name] = await segmentation.sentences(tx, [row.definition]);
  const [mode, count] = [await segmentation.mode(tx, row), await segmentation.count(tx, row)];
  return shown(row, sentence, { mode, count, trouble: await segmentation.trouble(tx, row) });
}

function shown(
  row: SegmentRow,
  sentence: Bilingual,
  { mode, count, trouble }: { mode: SegmentMode; count: number | null; trouble: SegmentTrouble | null },
) {
  const { code, name, definition, activity, revision, savedAt } = row;
  return {
    ...{ code, name, definition, activity, revision, mode, count, sentence },
    trouble: troubleShown(trouble),
    savedAt: savedAt.toISOString(),
  };
}
