import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import { isId } from '../../../platform/ids.ts';
import type { Evidence } from '../create-evidence.ts';
import { unknownReceipt } from '../evidence-failures.ts';

const Index = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Binary = Type.String({ description: 'base64url without padding' });
const Proof = Type.Array(Binary, { description: 'hashes, lowest first (RFC 9162)' });

const ReceiptReply = Type.Object({
  id: Type.String(),
  entry: Type.String({ description: 'canonical JSON (RFC 8785), the data of the leaf' }),
  opening: Type.Object({ salt: Binary, payload: Type.Unknown() }),
  tag: Type.Union([Binary, Type.Null()]),
  n: Type.Union([Type.Integer(), Type.Null()]),
  leafHash: Binary,
  time: Type.String(),
  mergeBy: Type.String(),
  key: Type.String(),
  signature: Binary,
  index: Type.Optional(Index),
  treeSize: Type.Optional(Index),
  inclusion: Type.Optional(Proof),
});

const OPEN = { permission: 'public' } as const;

/** The routes of evidence: receipts for callers who may read them; checkpoint, entries, proofs and tiles for anybody. */
export function registerEvidenceRoutes(app: HttpApp, evidence: Evidence, database: Database): void {
  app.get(
    '/api/v1/receipts/:id',
    {
      config: { permission: 'evidence.read' },
      schema: { params: Type.Object({ id: Type.String() }), response: { 200: ReceiptReply } },
    },
    async (request) => {
      if (!isId(request.params.id)) throw unknownReceipt();
      return database.transaction((tx) => evidence.receipt(tx, request.params.id), READ);
    },
  );
  registerProofRoutes(app, evidence, database);
  registerTileRoutes(app, evidence, database);
}

function registerProofRoutes(app: HttpApp, evidence: Evidence, database: Database): void {
  app.get(
    '/api/v1/evidence/entries/:index',
    {
      config: OPEN,
      schema: {
        params: Type.Object({ index: Index }),
        response: { 200: Type.Object({ index: Index, entry: Type.String(), leafHash: Binary }) },
      },
    },
    (request) => database.transaction((tx) => evidence.entry(tx, request.params.index), READ),
  );
  app.get(
    '/api/v1/evidence/proofs/inclusion',
    {
      config: OPEN,
      schema: {
        querystring: Type.Object({ index: Index, size: Index }),
        response: { 200: Type.Object({ index: Index, size: Index, inclusion: Proof }) },
      },
    },
    async ({ query: { index, size } }) => {
      const inclusion = await database.transaction((tx) => evidence.inclusionProof(tx, index, size), READ);
      return { index, size, inclusion };
    },
  );
  app.get(
    '/api/v1/evidence/proofs/consistency',
    {
      config: OPEN,
      schema: {
        querystring: Type.Object({ from: Index, to: Index }),
        response: { 200: Type.Object({ from: Index, to: Index, consistency: Proof }) },
      },
    },
    async ({ query: { from, to } }) => {
      const consistency = await database.transaction((tx) => evidence.consistencyProof(tx, from, to), READ);
      return { from, to, consistency };
    },
  );
}

const READ = { readOnly: true } as const;

// C2SP tlog-tiles under the prefix /api/v1/evidence: checkpoint, tile/<L>/<N>[.p/<W>], tile/entries/<N>[.p/<W>].
function registerTileRoutes(app: HttpApp, evidence: Evidence, database: Database): void {
  app.get('/api/v1/evidence/checkpoint', { config: OPEN }, async (_request, reply) => {
    const note = await database.transaction((tx) => evidence.checkpoint(tx), READ);
    return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-cache').send(note);
  });
  // A wildcard has no schema: TypeBox would take its name for a pattern. `parseTilePath` reads it strictly.
  app.get('/api/v1/evidence/tile/entries/*', { config: OPEN }, async (request, reply) => {
    const { '*': path } = request.params as { '*': string };
    return sendTile(reply, await database.transaction((tx) => evidence.entryTile(tx, path), READ));
  });
  app.get('/api/v1/evidence/tile/:level/*', { config: OPEN }, async (request, reply) => {
    const { level, '*': path } = request.params as { level: string; '*': string };
    return sendTile(reply, await database.transaction((tx) => evidence.tile(tx, level, path), READ));
  });
}

// What a tile path names never changes, full or partial.
function sendTile(reply: FastifyReply, bytes: Buffer): FastifyReply {
  return reply
    .type('application/octet-stream')
    .header('cache-control', 'public, max-age=31536000, immutable')
    .send(bytes);
}
