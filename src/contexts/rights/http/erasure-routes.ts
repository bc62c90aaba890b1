import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { ErasureAnswer, ErasureDesk } from '../erase-person.ts';
import { noSuchPerson, staffOnly } from '../rights-failures.ts';

const Person = Type.Object({ id: Type.String({ format: 'uuid' }) });
const Reason = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }) },
  { additionalProperties: false },
);
const Instant = Type.String({ format: 'date-time' });
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);
const Earlier = Type.Object(
  { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })), before: Type.Optional(Instant) },
  { additionalProperties: false },
);
const Kept = Type.Object({
  source: Type.String({ description: 'evidence: proof of notice and consent; messages; use-batches' }),
  until: Instant,
  destroyedAt: nullable(Instant),
});
const ErasureShown = Type.Object({
  person: Type.String(),
  erasedAt: Instant,
  unrecoverableFrom: Type.String({ format: 'date-time', description: 'when the last backup of the keys has ended' }),
  entry: Type.String({ description: 'id of the entry in the evidence log' }),
  index: nullable(Type.Integer({ description: 'its place in the log, once merged' })),
  keptForDefence: Type.Array(Kept),
});
const DefenceShown = Type.Object({
  person: Type.String(),
  erasedAt: Instant,
  entry: Type.String(),
  index: nullable(Type.Integer()),
  keptForDefence: Type.Array(Kept),
  entries: Type.Array(
    Type.Object({
      generation: Type.Integer(),
      n: Type.Integer(),
      entry: Type.String(),
      index: nullable(Type.Integer()),
      opening: Type.Object({ salt: Type.String(), payload: Type.Unknown() }),
    }),
  ),
  records: Type.Array(Type.Object({ source: Type.String(), until: Instant, records: Type.Unknown() })),
});

/** Erasure of a person across the contexts, and what is kept of them for a defence in court (PIPL 47). */
export function registerErasureRoutes(app: HttpApp, deps: { database: Database; erasure: ErasureDesk }): void {
  const { database, erasure } = deps;
  app.post(
    '/api/v1/persons/:id/erasure',
    {
      config: { permission: 'rights.erase-person' },
      schema: {
        summary: '删除此人的全部个人信息 / Erases a person everywhere; again answers the same',
        params: Person,
        body: Reason,
        response: { 200: ErasureShown },
      },
    },
    async (request) => {
      const act = { by: callerName(request.caller), reason: request.body.reason };
      return shown(await database.transaction((tx) => erasure.erasePerson(tx, request.params.id, act)));
    },
  );
  app.get(
    '/api/v1/erasures',
    {
      config: { permission: 'evidence.read-defence' },
      schema: {
        summary: '删除与抗辩留存 / The newest erasures, and what is kept of them until when',
        querystring: Earlier,
        response: { 200: Type.Object({ items: Type.Array(ErasureShown, { description: 'newest first' }) }) },
      },
    },
    async ({ query: { limit = 50, before } }) => {
      const earlier = before === undefined ? null : new Date(before);
      const found = await database.transaction((tx) => erasure.erasures(tx, limit, earlier), { readOnly: true });
      return { items: found.map(shown) };
    },
  );
  app.get(
    '/api/v1/persons/:id/erasure',
    {
      config: { permission: 'evidence.read' },
      schema: {
        summary: '此人何时被删除 / When a person was erased, and what is kept until when',
        params: Person,
        response: { 200: ErasureShown },
      },
    },
    async (request) => {
      const found = await database.transaction((tx) => erasure.erasureOf(tx, request.params.id), { readOnly: true });
      if (found === undefined) throw noSuchPerson();
      return shown(found);
    },
  );
  app.post(
    '/api/v1/persons/:id/defence',
    {
      config: { permission: 'evidence.read-defence', neverReplayed: true },
      schema: {
        summary: '查阅为应诉留存的证据（留痕） / Opens what is kept for a defence; recorded',
        params: Person,
        body: Reason,
        response: { 200: DefenceShown },
      },
    },
    async (request, reply) => {
      // Keys are given scopes by an administrator, who is not to read this.
      if (request.caller.kind !== 'staff') throw staffOnly();
      const act = { by: callerName(request.caller), reason: request.body.reason };
      const file = await database.transaction((tx) => erasure.readDefence(tx, request.params.id, act));
      return reply.header('cache-control', 'no-store').send({
        person: file.person,
        erasedAt: file.at.toISOString(),
        entry: file.entry,
        index: file.index,
        keptForDefence: kept(file.defence),
        entries: file.entries.map((each) => ({ ...each })),
        records: file.records.map((each) => ({ ...each, until: each.until.toISOString() })),
      });
    },
  );
}

function shown({ person, at, unrecoverableFrom, entry, index, defence }: ErasureAnswer) {
  return {
    person,
    erasedAt: at.toISOString(),
    unrecoverableFrom: unrecoverableFrom.toISOString(),
    entry,
    index,
    keptForDefence: kept(defence),
  };
}

function kept(defence: ErasureAnswer['defence']) {
  return defence.map(({ source, until, destroyedAt }) => ({
    source,
    until: until.toISOString(),
    destroyedAt: destroyedAt?.toISOString() ?? null,
  }));
}
