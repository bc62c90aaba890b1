import type { FastifyReply, FastifyRequest } from 'fastify';
import { fieldError } from '../../../platform/failure.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import { eventsTooLarge, nothingTaken } from '../customers-failures.ts';
import type { SegmentCall } from '../ingest/wire/domain/read-segment.ts';
import type { WireProblem } from '../ingest/wire/domain/source-event.ts';
import { LARGEST_BODY, parseJson, unpackBody, unpackSensors } from '../ingest/wire/domain/unpack-body.ts';

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
    scope.setErrorHandler((error: { statusCode?: number; code?: string }) => {
      throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? eventsTooLarge(LARGEST_BODY) : error;
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
        const { bytes, value } = read(request.body);
        const { accepted, problems } = await customers.acceptEvents({
          wire: call,
          bytes,
          value,
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
  const take = async (form: Readonly<Record<string, unknown>>, token: unknown) => {
    const unpacked = unpackSensors(form);
    if (!('value' in unpacked)) throw nothingTaken([problemField(unpacked)]);
    return customers.acceptEvents({
      wire: 'sensors',
      bytes: Buffer.from(JSON.stringify(unpacked.value)),
      value: unpacked.value,
      writeKey: typeof token === 'string' ? token : undefined,
    });
  };
  // The browser client calls the picture's address for everything it sends.
  for (const path of ['/sa', '/sa.gif']) {
    scope.options(path, { config: open, schema: { hide: true } }, preflight);
    scope.post<{ Querystring: Record<string, unknown> }>(
      path,
      { config: open, schema: { tags: ['tracking'], summary: '神策协议 / 神策 wire' } },
      async (request) => {
        const bytes = bodyBytes(request.body);
        const form = Object.fromEntries(new URLSearchParams(bytes.toString('utf8')));
        const { accepted, problems } = await take(form, request.query['token']);
        return { success: true, accepted, refused: problems.map(shown) };
      },
    );
    scope.get<{ Querystring: Record<string, unknown> }>(
      path,
      { config: open, schema: { tags: ['tracking'], summary: '神策协议（图片）/ 神策 wire, as a picture' } },
      async (request, reply) => {
        await take(request.query, request.query['token']);
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

function read(body: unknown): { bytes: Buffer; value: unknown } {
  const unpacked = unpackBody(bodyBytes(body));
  if (!('bytes' in unpacked)) throw nothingTaken([problemField(unpacked)]);
  const parsed = parseJson(unpacked.bytes);
  if (!('value' in parsed)) throw nothingTaken([problemField(parsed)]);
  return { bytes: unpacked.bytes, value: parsed.value };
}

function problemField({ path, zh, en }: WireProblem) {
  return fieldError(path, zh, en);
}

function shown({ path, zh, en }: WireProblem) {
  return { path, message: zh, message_en: en };
}

// RFC 7617; the write key is the user, the password is empty.
function basicKey(header: string | undefined): string | undefined {
  const [, packed] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? '') ?? [];
  return packed === undefined ? undefined : Buffer.from(packed, 'base64').toString('utf8').split(':', 1)[0];
}
