import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { AttestorState } from '../create-attestation.ts';
import type { Evidence } from '../create-evidence.ts';
import type { LogKey } from '../log-keys.ts';
import { registerEpochRoutes } from './epoch-routes.ts';
import type { NoteStaffAct } from './note-staff-act.ts';

const Instant = Type.String({ format: 'date-time' });
const NullableInstant = Type.Union([Instant, Type.Null()]);
const Index = Type.Integer({ minimum: 0 });
const Key = Type.Object({
  id: Type.String({ description: 'the id in receipts' }),
  verifierKey: Type.String({ description: 'C2SP verifier key' }),
  since: NullableInstant,
  until: NullableInstant,
  entry: Type.Union([Type.String(), Type.Null()]),
});
const Attestor = Type.Object({
  name: Type.String(),
  triedAt: NullableInstant,
  succeededAt: NullableInstant,
  failures: Type.Integer(),
  failure: Type.Union([Type.String(), Type.Null()]),
  newest: Type.Union([
    Type.Object({
      size: Index,
      time: Instant,
      by: Type.String(),
    }),
    Type.Null(),
  ]),
});
const State = Type.Object({
  tsa: Type.Union([Attestor, Type.Null()]),
  witnesses: Type.Array(Attestor),
  revocation: Type.Union([Attestor, Type.Null()]),
  copies: Type.Array(
    Type.Object({
      destination: Type.String(),
      size: Type.Union([Index, Type.Null()]),
      fault: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  /** False: the newest signing key is not in this server's key directory. */
  newestKeyHeld: Type.Boolean(),
});
const Reason = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }) },
  { additionalProperties: false },
);
const Empty = Type.Object({}, { additionalProperties: false });

/** Routes about the log as a whole: its keys for anybody; its epochs; who attests it and where it is copied, and what an administrator decides about it. */
export function registerLogRoutes(
  app: HttpApp,
  deps: { readonly evidence: Evidence; readonly database: Database; readonly noteStaffAct: NoteStaffAct },
): void {
  const { evidence, database } = deps;
  app.get('/api/v1/evidence/key', { config: { permission: 'public' } }, async (_request, reply) => {
    const file = await database.transaction((tx) => evidence.keys.file(tx), { readOnly: true });
    return reply.type('text/plain; charset=utf-8').send(file);
  });
  app.get(
    '/api/v1/evidence/keys',
    { config: { permission: 'public' }, schema: { response: { 200: Type.Object({ items: Type.Array(Key) }) } } },
    async () => {
      const keys = await database.transaction((tx) => evidence.keys.list(tx), { readOnly: true });
      return { items: keys.map(shownKey) };
    },
  );
  app.get(
    '/api/v1/evidence/attestation',
    {
      config: { permission: 'evidence.read' },
      schema: {
        summary: '时间戳、见证、副本的状态 / Time-stamps, witnesses and copies of the log',
        response: { 200: State },
      },
    },
    async () => {
      const { tsa, witnesses, revocation } = await database.transaction((tx) => evidence.attestation.state(tx), {
        readOnly: true,
      });
      return {
        tsa: tsa === null ? null : shownAttestor(tsa),
        witnesses: witnesses.map(shownAttestor),
        revocation: revocation === null ? null : shownAttestor(revocation),
        copies: evidence.copies(),
        newestKeyHeld: evidence.keys.held,
      };
    },
  );
  app.get(
    '/api/v1/evidence/growth',
    {
      config: { permission: 'evidence.read' },
      schema: {
        summary: '日志逐日的条数 / The size of the log, day by day',
        response: { 200: Type.Object({ items: Type.Array(Type.Object({ day: Type.String(), size: Index })) }) },
      },
    },
    async () => ({ items: await database.transaction((tx) => evidence.growth(tx, GROWTH_DAYS), { readOnly: true }) }),
  );
  registerEpochRoutes(app, deps);
  registerDecisions(app, deps);
}

/** Days of growth that the console draws. */
const GROWTH_DAYS = 30;

function registerDecisions(app: HttpApp, deps: Parameters<typeof registerLogRoutes>[1]): void {
  const { evidence, database, noteStaffAct } = deps;
  app.post(
    '/api/v1/evidence/signing-keys',
    {
      config: { permission: 'evidence.rotate-key' },
      schema: {
        summary: '更换日志签名密钥 / Rotate the signing key of the log; back the keys up again afterwards',
        body: Empty,
        response: { 201: Type.Object({ key: Type.String(), receipt: Type.String(), overlapUntil: Instant }) },
      },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const rotation = await evidence.keys.rotate((tx) => noteStaffAct(tx, { by, act: 'evidence.key-rotated' }));
      const { key, receipt, overlapUntil } = rotation;
      return reply.code(201).send({ key: key.id, receipt: receipt.id, overlapUntil: overlapUntil.toISOString() });
    },
  );
  app.post(
    '/api/v1/evidence/set-backs/accept',
    {
      config: { permission: 'evidence.accept-set-back' },
      schema: {
        summary: '接受日志已被回退 / Let the log go on although its copy shows more than the database',
        body: Reason,
        response: { 201: Type.Object({ receipt: Type.String() }) },
      },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const receipt = await database.transaction(async (tx) => {
        await noteStaffAct(tx, { by, act: 'evidence.set-back-accepted' });
        return evidence.acceptSetBack(tx, { by, reason: request.body.reason });
      });
      return reply.code(201).send({ receipt: receipt.id });
    },
  );
}

function shownKey({ since, until, ...key }: LogKey) {
  return { ...key, since: since?.toISOString() ?? null, until: until?.toISOString() ?? null };
}

function shownAttestor({ triedAt, succeededAt, newest, ...state }: AttestorState) {
  return {
    ...state,
    triedAt: triedAt?.toISOString() ?? null,
    succeededAt: succeededAt?.toISOString() ?? null,
    newest: newest === null ? null : { ...newest, time: newest.time.toISOString() },
  };
}
