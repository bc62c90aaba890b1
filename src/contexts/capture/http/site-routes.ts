import type { IncomingHttpHeaders } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { type Database, GroupCommit } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Capture } from '../create-capture.ts';
import { requestOrigin } from '../domain/site-key.ts';
import type { Assigned } from '../experiments/assign-wording.ts';
import { admitOrigins } from './site-cors.ts';
import {
  SiteAnswered,
  SiteAnswersBody,
  SiteNotAsked,
  SiteParams,
  SitePresentationBody,
  SitePresentationShown,
  SiteReceipt,
  SiteShown,
  SiteWithdrawalBody,
} from './site-schemas.ts';

// The key, the session's secret and the origin decide; there is no cookie that another site could abuse.
const open = { permission: 'public', crossSite: true, plainJson: true } as const;
/** `/api/v1/sites/KEY/…`: what the browser SDK and mini-programs call with a publishable key: present, answer, withdraw, for their own session. */
export function registerSiteRoutes(app: HttpApp, capture: Capture, database: Database): void {
  void app.register(async (plain) => {
    const scope = plain.withTypeProvider<TypeBoxTypeProvider>();
    admitOrigins(scope, capture, database);
    scope.options('/api/v1/sites/:key/*', { config: open, schema: { hide: true, params: SiteParams } }, preflight);
    addDescription(scope, capture, database);
    addPresentations(scope, capture, database);
    addAnswers(scope, capture, database);
    addWithdrawals(scope, capture, database);
  });
}

function addDescription(scope: HttpApp, capture: Capture, database: Database): void {
  scope.get(
    '/api/v1/sites/:key',
    {
      config: { permission: 'public' },
      schema: {
        tags: ['sites'],
        summary: '站点可展示的内容 / What a site may show, in the words of the published notice',
        params: SiteParams,
        response: { 200: SiteShown },
      },
    },
    async (request, reply) => {
      const shown = await database.transaction((tx) => capture.describeSite(tx, request.params.key), {
        readOnly: true,
      });
      reply.header('cache-control', 'public, max-age=60');
      const activities = shown.activities.map((each) => ({
        ...each,
        fields: [...each.fields],
        recipients: [...each.recipients],
      }));
      return { ...shown, activities };
    },
  );
}

function addPresentations(scope: HttpApp, capture: Capture, database: Database): void {
  const strangers = new GroupCommit(database, capture.presentToStrangers, { readOnly: true });
  const presenting = new GroupCommit(database, capture.presentOnSites);
  scope.post(
    '/api/v1/sites/:key/presentations',
    {
      // The nonce is a secret of the session that it was told to.
      config: { ...open, neverReplayed: true },
      schema: {
        tags: ['sites'],
        summary:
          '登记即将在站点展示的内容；拒绝后不久不再询问 / Note what a site is about to show; nothing is asked again soon after a no',
        params: SiteParams,
        body: SitePresentationBody,
        response: { 200: SiteNotAsked, 201: SitePresentationShown },
      },
    },
    async (request, reply) => {
      const shown = Object.assign(request.body, callerOf(request.params.key, request.headers));
      const told = await strangers.submit(shown);
      const asked = told === 'known' ? await presenting.submit(shown) : told;
      if (!asked.ask) return reply.code(200).send({ ask: false, again: asked.again?.toISOString() ?? null });
      const { presentation, activities, tried } = asked;
      const { id, hash, nonce, version } = presentation;
      const answer = { ask: true as const, id, hash, nonce, version, activities: [...activities] };
      return reply.code(201).send(tried === undefined ? answer : { ...answer, wording: wordingShown(tried) });
    },
  );
}

function addAnswers(scope: HttpApp, capture: Capture, database: Database): void {
  // A no is answered when every server knows of it (decision 0037); nobody's yes waits for that.
  const answering = {
    granted: new GroupCommit(database, capture.answerOnSites),
    refused: new GroupCommit(database, capture.answerOnSites),
  };
  scope.post(
    '/api/v1/sites/:key/consents',
    {
      config: open,
      schema: {
        tags: ['sites'],
        summary: '会话的答复：同意或拒绝 / The answers of a session, granted or refused',
        params: SiteParams,
        body: SiteAnswersBody,
        response: { 201: SiteAnswered },
      },
    },
    async (request, reply) => {
      const { how = 'explicit_action', answers } = request.body;
      const refuses = answers.some(({ answer }) => answer === 'refused');
      const said = Object.assign(request.body, { how }, callerOf(request.params.key, request.headers));
      return reply.code(201).send(await answering[refuses ? 'refused' : 'granted'].submit(said));
    },
  );
}

function addWithdrawals(scope: HttpApp, capture: Capture, database: Database): void {
  scope.post(
    '/api/v1/sites/:key/withdrawals',
    {
      config: open,
      schema: {
        tags: ['sites'],
        summary: '会话撤回同意 / A session withdraws a consent',
        params: SiteParams,
        body: SiteWithdrawalBody,
        response: { 201: SiteReceipt },
      },
    },
    async (request, reply) => {
      const said = { ...request.body, ...callerOf(request.params.key, request.headers) };
      return reply.code(201).send(await database.transaction((tx) => capture.withdrawOnSite(tx, said)));
    },
  );
}

function wordingShown({ variant, wording }: Assigned): NonNullable<Static<typeof SitePresentationShown>['wording']> {
  const { words, looks } = structuredClone(variant);
  return { id: wording.id, ...(words === undefined ? {} : { words }), ...(looks === undefined ? {} : { looks }) };
}

function callerOf(key: string, headers: IncomingHttpHeaders) {
  return { key, origin: requestOrigin(headers) };
}

// The hook has said whose origin it is; a browser that finds no such header sends nothing.
async function preflight(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply
    .code(204)
    .header('access-control-allow-methods', 'GET, POST')
    .header('access-control-allow-headers', 'content-type, idempotency-key')
    .header('access-control-max-age', '7200')
    .send();
}
