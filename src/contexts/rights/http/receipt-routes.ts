import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { type HttpApp, html, plainPage } from '../../../platform/http/index.ts';
import { isId } from '../../../platform/ids.ts';
import { PIPL_TERMS, RECEIPT_SCHEMA, receiptContext, STRUCTURE_TERMS } from '../domain/receipt-vocabulary.ts';
import type { Rights } from '../rights.ts';
import { noSession } from '../rights-failures.ts';

const LD_JSON = 'application/ld+json; charset=utf-8';
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const summary =
  '同意凭证（ISO/IEC TS 27560，JSON-LD）/ A consent receipt in the structure of ISO/IEC TS 27560, as JSON-LD';

/** Consent receipts for callers who may read receipts and for the person, and the vocabulary that they use, at its permanent address. */
export function registerReceiptRoutes(
  app: HttpApp,
  { database, rights, publicUrl }: { readonly database: Database; readonly rights: Rights; readonly publicUrl: string },
): void {
  app.get(
    '/api/v1/receipts/:id/consent-receipt',
    { config: { permission: 'evidence.read' }, schema: { tags: ['evidence'], summary, params: Params } },
    async (request, reply) => {
      const { id } = request.params;
      const found = await database.transaction((tx) => rights.consentReceipt(tx, { id, publicUrl }), {
        readOnly: true,
      });
      return send(reply, found);
    },
  );
  // Whoever asks the receipt's own address for JSON-LD gets the consent receipt (RFC 9110, section 12.5.1); the route has checked the permission.
  app.addHook('preHandler', async (request, reply) => {
    if (request.routeOptions.url !== '/api/v1/receipts/:id') return;
    reply.header('vary', 'Accept');
    const { id } = request.params as { id: string };
    if (!prefersLinkedData(request.headers.accept) || !isId(id)) return;
    const found = await database.transaction((tx) => rights.consentReceipt(tx, { id, publicUrl }), { readOnly: true });
    return send(reply, found);
  });
  app.get(
    '/me/api/receipts/:id',
    { config: { permission: 'person' }, schema: { tags: ['rights'], summary, params: Params } },
    async (request, reply) => {
      if (request.caller.kind !== 'person') throw noSession();
      const { persons } = request.caller;
      const { id } = request.params;
      const found = await database.transaction((tx) => rights.consentReceipt(tx, { id, publicUrl, persons }), {
        readOnly: true,
      });
      return send(reply.header('cache-control', 'no-store'), found);
    },
  );
  const open = { permission: 'public' as const };
  app.get('/ns/pipl/v1.jsonld', { config: open, schema: {} }, (_request, reply) =>
    reply
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('cache-control', 'public, max-age=86400')
      .type(LD_JSON)
      .send(JSON.stringify(receiptContext())),
  );
  app.get('/ns/pipl/v1', { config: open, schema: {} }, (_request, reply) => vocabularyPage(reply));
}

// JSON-LD is named and not refused, and nothing else is wanted more.
function prefersLinkedData(accept: string | undefined): boolean {
  const ranges = (accept ?? '').split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const q = parameters.find((each) => each.startsWith('q='));
    return { type, q: q === undefined ? 1 : Number(q.slice(2)) };
  });
  const asked = ranges.find(({ type }) => type === 'application/ld+json')?.q ?? 0;
  return asked > 0 && ranges.every(({ q }) => !(q > asked));
}

function send(reply: FastifyReply, document: unknown): FastifyReply {
  // Written out for people too: a person opens it on a phone.
  return reply.type(LD_JSON).send(`${JSON.stringify(document, null, 2)}\n`);
}

function vocabularyPage(reply: FastifyReply): FastifyReply {
  const list = (terms: typeof PIPL_TERMS) =>
    html`<dl>${terms.map(({ name, says }) => html`<dt id="${name}"><code>${name}</code></dt><dd>${says.zh}<br>${says.en}</dd>`)}</dl>`;
  return plainPage(
    reply,
    200,
    '同意凭证的词汇 / The vocabulary of consent receipts',
    html`<p>结构依 ${RECEIPT_SCHEMA}；个人信息保护法的用语为自定词汇 urn:zhinuo:pipl:v1。JSON-LD 上下文：<a href="/ns/pipl/v1.jsonld">/ns/pipl/v1.jsonld</a></p>
<p>The structure is that of ${RECEIPT_SCHEMA}; terms of PIPL are our own vocabulary, urn:zhinuo:pipl:v1.</p>
<h2>个人信息保护法 / PIPL</h2>${list(PIPL_TERMS)}<h2>${RECEIPT_SCHEMA}</h2>${list(STRUCTURE_TERMS)}`,
  );
}
