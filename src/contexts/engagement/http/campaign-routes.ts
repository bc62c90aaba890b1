import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { CampaignReport } from '../campaign-progress.ts';
import type { Engagement } from '../create-engagement.ts';
import type { Campaign } from '../store/campaign-store.ts';
import { CampaignView, CheckView, NewCampaign, ProgressView } from './campaign-schemas.ts';

const Params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const Page = Type.Object(
  {
    limit: Type.Integer({ default: 50, minimum: 1, maximum: 100 }),
    cursor: Type.Optional(Type.String({ format: 'uuid' })),
  },
  { additionalProperties: false },
);
const NewId = Type.Object({ id: Type.String(), state: Type.String() });
const Listed = Type.Object({ items: Type.Array(CampaignView), next: Type.Optional(Type.String()) });

/** `/api/v1/campaigns`: draft, check, start, follow, stop. */
export function registerCampaignRoutes(app: HttpApp, engagement: Engagement, database: Database): void {
  const read = { permission: 'engagement.read' as const };
  const tags = ['engagement'];

  app.post(
    '/api/v1/campaigns',
    {
      config: { permission: 'engagement.manage' },
      schema: { tags, summary: '新建活动', body: NewCampaign, response: { 201: NewId } },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const made = await database.transaction((tx) => engagement.createCampaign(tx, { campaign: request.body, by }));
      return reply.code(201).send(made);
    },
  );

  app.get(
    '/api/v1/campaigns',
    { config: read, schema: { tags, summary: '活动列表', querystring: Page, response: { 200: Listed } } },
    async (request) => {
      const { limit, cursor } = request.query;
      const page = { limit, ...(cursor === undefined ? {} : { before: cursor }) };
      const campaigns = await database.transaction((tx) => engagement.campaigns(tx, page), { readOnly: true });
      const last = campaigns.length === limit ? campaigns.at(-1)?.id : undefined;
      return { items: campaigns.map(viewOf), ...(last === undefined ? {} : { next: last }) };
    },
  );

  app.get(
    '/api/v1/campaigns/:id',
    { config: read, schema: { tags, summary: '活动进度与报告', params: Params, response: { 200: ProgressView } } },
    async (request) =>
      progressOf(await database.transaction((tx) => engagement.progress(tx, request.params.id), { readOnly: true })),
  );

  app.post(
    '/api/v1/campaigns/:id/check',
    {
      // A check analyses the segment, which is a use with its receipt, so reading rights are not enough.
      config: { permission: 'engagement.manage' },
      schema: { tags, summary: '可触达与费用预估', params: Params, response: { 200: CheckView } },
    },
    async (request) => {
      const input = { id: request.params.id, by: callerName(request.caller) };
      const check = await database.transaction((tx) => engagement.checkCampaign(tx, input));
      const { reach } = check;
      return {
        ...check,
        reach: { ...reach, excluded: [...reach.excluded] },
        problems: [...check.problems],
        earliest: check.earliest.toISOString(),
      };
    },
  );

  registerStartAndStop(app, engagement, database);
}

function registerStartAndStop(app: HttpApp, engagement: Engagement, database: Database): void {
  const tags = ['engagement'];
  app.post(
    '/api/v1/campaigns/:id/start',
    {
      config: { permission: 'engagement.send' },
      schema: { tags, summary: '开始发送', params: Params, response: { 202: ProgressView } },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const { id } = request.params;
      const report = await database.transaction(async (tx) => {
        await engagement.startCampaign(tx, { id, by });
        return engagement.progress(tx, id);
      });
      return reply.code(202).send(progressOf(report));
    },
  );

  app.post(
    '/api/v1/campaigns/:id/stop',
    {
      config: { permission: 'engagement.send' },
      schema: {
        tags,
        summary: '急停',
        params: Params,
        response: { 200: Type.Object({ stopped: Type.Integer(), state: Type.String() }) },
      },
    },
    async (request) => {
      const by = callerName(request.caller);
      const { id } = request.params;
      const { stopped } = await database.transaction((tx) => engagement.stopCampaign(tx, { id, by }));
      return { stopped, state: 'stopped' };
    },
  );
}

function viewOf(campaign: Campaign) {
  const instant = (at: Date | null) => at?.toISOString() ?? null;
  return {
    ...campaign,
    message: campaign.message,
    createdAt: campaign.createdAt.toISOString(),
    startedAt: instant(campaign.startedAt),
    endedAt: instant(campaign.endedAt),
    waitingUntil: instant(campaign.waitingUntil),
  };
}

function progressOf({ campaign, undecided, excluded, sends, parts }: CampaignReport) {
  return {
    campaign: viewOf(campaign),
    audience: campaign.audienceSize,
    unanalysed: campaign.unanalysed,
    undecided,
    excluded: [...excluded],
    sends: { ...sends },
    parts,
  };
}
