import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import { eventsTooLarge } from '../customers-failures.ts';
import type { SegmentCall } from '../ingest/wire/domain/read-segment.ts';
import { tooLarge, type WireProblem } from '../ingest/wire/domain/source-event.ts';
import { LARGEST_BODY, unpackJsonBody, unpackSensors } from '../ingest/wire/domain/unpack-body.ts';

type Query = Readonly<Record<string, unknown>>;

/** Segment's server paths, and the short ones of its browser client. */
const PATHS: Readonly<Record<string, SegmentCall>> = {
  identify: 'identify',
  track: 'track',
  page: 'page',
  screen: 'screen',
  group: 'group',
  alias: 'alias',
  batch: 'batch',
  import: 'batch',
  i: 'identify',
  t: 'track',
  p: 'page',
  s: 'screen',
  g: 'group',
  a: 'alias',
  b: 'batch',
};

// The write key decides; there is no cookie that another site could abuse. The quota of the source holds back what the address limit lets by.
const open = {
  permission: 'public',
  crossSite: true,
  ownCredential: true,
  rateLimit: { max: 120_000, timeWindow: 60_000 },
} as const;
const BODY_TOO_LARGE = tooLarge('', '请求超过2 MB', 'the request exceeds 2 MB');
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/**
 * `/v1/…`: the wire of Segment's and RudderStack's clients; `/sa`: that of 神策's. Answers 200 only when the events are durable. Bodies are read by
 * what they are, not by what their content type says: these clients send JSON as text and gzip as a form.
 */
export function registerWireRoutes(app: HttpApp, customers: Customers): void {
  app.register(async (scope: HttpApp) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: LARGEST_BODY },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('access-control-allow-origin', '*');
    });
    scope.setErrorHandler(async (error: { code?: string }, request: FastifyRequest) => {
      if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
      await customers.countRefusedEvents(keyOf(request), BODY_TOO_LARGE);
      throw eventsTooLarge(BODY_TOO_LARGE);
    });
    addSegment(scope, customers);
    addSensors(scope, customers);
  });
}

function addSegment(scope: HttpApp, customers: Customers): void {
  for (const [path, call] of Object.entries(PATHS)) {
    scope.options(`/v1/${path}`, { config: open, schema: { hide: true } }, preflight);
    scope.post(
      `/v1/${path}`,
      { config: open, schema: { tags: ['tracking'], summary: `Segment 协议 ${call} / Segment wire: ${call}` } },
      async (request) => {
        const { accepted, problems } = await customers.acceptEvents({
          wire: call,
          unpack: () => unpackJsonBody(bodyBytes(request.body)),
          writeKey: basicKey(request.headers.authorization),
        });
        return { success: true, accepted, refused: problems.map(shown) };
      },
    );
  }
  // The browser client asks for its destinations first; this server is the only one.
  scope.get<{ Params: { key: string } }>(
    '/v1/projects/:key/settings',
    { config: open, schema: { tags: ['tracking'], summary: 'Segment 浏览器端设置 / Settings of the browser client' } },
    async (request) => ({
      integrations: {
        'Segment.io': {
          apiKey: request.params.key,
          apiHost: `${request.host}/v1`,
          protocol: request.protocol,
        },
      },
      plan: {},
    }),
  );
}

function addSensors(scope: HttpApp, customers: Customers): void {
  const take = (form: () => Query, query: Query) =>
    customers.acceptEvents({ wire: 'sensors', unpack: () => unpackSensors(form()), writeKey: addressKey(query) });
  // The browser client calls the picture's address for everything it sends.
  for (const path of ['/sa', '/sa.gif']) {
    scope.options(path, { config: open, schema: { hide: true } }, preflight);
    scope.post<{ Querystring: Query }>(
      path,
      { config: open, schema: { tags: ['tracking'], summary: '神策协议 / 神策 wire' } },
      async (request) => {
        const { accepted, problems } = await take(() => formOf(request.body), request.query);
        return { success: true, accepted, refused: problems.map(shown) };
      },
    );
    scope.get<{ Querystring: Query }>(
      path,
      { config: open, schema: { tags: ['tracking'], summary: '神策协议（图片）/ 神策 wire, as a picture' } },
      async (request, reply) => {
        await take(() => request.query, request.query);
        return reply.type('image/gif').header('cache-control', 'no-store').send(PIXEL);
      },
    );
  }
}

async function preflight(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply
    .header('access-control-allow-methods', 'POST')
    .header('access-control-allow-headers', 'content-type, authorization')
    .header('access-control-max-age', '86400')
    .code(204)
    .send();
}

function bodyBytes(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function formOf(body: unknown): Query {
  return Object.fromEntries(new URLSearchParams(bodyBytes(body).toString('utf8')));
}

function shown({ path, zh, en }: WireProblem) {
  return { path, message: zh, message_en: en };
}

/** The key of a call whose body was not read: Segment's clients send it in the header, 神策's in the address. */
function keyOf({ headers, query }: FastifyRequest): string | undefined {
  return basicKey(headers.authorization) ?? addressKey(query as Query);
}

function addressKey(query: Query): string | undefined {
  const token = query['token'];
  return typeof token === 'string' ? token : undefined;
}

// RFC 7617; the write key is the user, the password is empty.
function basicKey(header: string | undefined): string | undefined {
  const [, packed] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? '') ?? [];
  return packed === undefined ? undefined : Buffer.from(packed, 'base64').toString('utf8').split(':', 1)[0];
}
