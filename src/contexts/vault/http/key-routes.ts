import { Type } from 'typebox';
import type { Database, Tx } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { Vault } from '../create-vault.ts';
import type { KeyState } from '../keys/key-desk.ts';
import type { RotationRow } from '../store/rotation-table.ts';

const Instant = Type.String({ format: 'date-time' });
const OrNull = <S extends ReturnType<typeof Type.String>>(schema: S) => Type.Union([schema, Type.Null()]);
const Count = Type.Number({ minimum: 0 });
const Kind = Type.Union([Type.Literal('generations'), Type.Literal('indexes'), Type.Literal('persons')], {
  description: 'the wrapping of person keys, the blind indexes, or the person keys themselves',
});
const State = Type.Object({
  sealed: Type.Boolean(),
  secrets: Type.Array(
    Type.Object({
      kind: Type.String({ description: 'generations (they wrap person keys) or indexes (they key the blind indexes)' }),
      id: Type.Integer(),
      state: Type.String({ description: 'current, retired, destroying or destroyed' }),
      createdAt: Instant,
      retiredAt: OrNull(Instant),
      emptiedAt: OrNull(Instant),
      destroyAt: OrNull(Instant),
      destroyedAt: OrNull(Instant),
      left: Type.Union([Count, Type.Null()], {
        description:
          'how many keys, digests and sealed things stand under it or an older one; null for a current or destroyed one',
      }),
    }),
  ),
  rotations: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Kind,
      number: Type.Integer(),
      state: Type.Union([Type.Literal('running'), Type.Literal('paused'), Type.Literal('done')]),
      done: Count,
      total: Count,
      damaged: Count,
      perSecond: Type.Union([Type.Number(), Type.Null()]),
      secondsLeft: Type.Union([Type.Number(), Type.Null()]),
      askedBy: Type.String(),
      askedAt: Instant,
      finishedAt: OrNull(Instant),
    }),
  ),
  events: Type.Array(Type.Object({ id: Type.String(), what: Type.String(), receipt: Type.String(), at: Instant })),
  alarms: Type.Array(Type.Object({ what: Type.String(), count: Type.Integer(), hour: Instant, lastAt: Instant })),
});
const Asked = Type.Object({ kind: Kind }, { additionalProperties: false });
const Empty = Type.Object({}, { additionalProperties: false });

/** Notes an act of staff in the trail. */
type NoteStaffAct = (tx: Tx, act: { by: string; act: string; subject?: string }) => Promise<void>;

/** Routes of the keys: how they stand, rotating them, and holding a rotation. */
export function registerKeyRoutes(
  app: HttpApp,
  deps: {
    readonly vault: Vault;
    readonly database: Database;
    readonly noteStaffAct: NoteStaffAct;
    readonly sealed: () => boolean;
  },
): void {
  const { vault, database, noteStaffAct } = deps;
  const state = async () => shown(await database.transaction((tx) => vault.keys.state(tx)), deps.sealed());
  const rotate = { permission: 'vault.rotate-keys' } as const;
  app.get(
    '/api/v1/vault/keys',
    {
      config: { permission: 'vault.read-keys' },
      schema: {
        summary: '密钥：世代、轮换、告警 / Keys: generations, rotations, alarms',
        tags: ['vault'],
        response: { 200: State },
      },
    },
    state,
  );
  app.post(
    '/api/v1/vault/keys/rotations',
    {
      config: rotate,
      schema: {
        summary: '开始密钥轮换 / Begin a rotation; it runs in the background',
        tags: ['vault'],
        body: Asked,
        response: { 202: State },
      },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const { kind } = request.body;
      await database.transaction(async (tx) => {
        await vault.keys.begin(tx, kind, by);
        await noteStaffAct(tx, { by, act: 'vault.rotation-begun', subject: kind });
      });
      return reply.code(202).send(await state());
    },
  );
  for (const [verb, summary] of [
    ['pause', '暂停轮换 / Hold the rotation under way'],
    ['resume', '继续轮换 / Let the rotation go on'],
  ] as const)
    app.post(
      `/api/v1/vault/keys/rotations/${verb}`,
      { config: rotate, schema: { summary, tags: ['vault'], body: Empty, response: { 200: State } } },
      async (request) => {
        const by = callerName(request.caller);
        await database.transaction(async (tx) => {
          await vault.keys[verb](tx, by);
          await noteStaffAct(tx, { by, act: `vault.rotation-${verb}d` });
        });
        return state();
      },
    );
}

function shown({ secrets, rotations, events, alarms }: KeyState, sealed: boolean) {
  const text = (at: Date | null) => at?.toISOString() ?? null;
  return {
    sealed,
    secrets: secrets.map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      retiredAt: text(row.retiredAt),
      emptiedAt: text(row.emptiedAt),
      destroyAt: text(row.destroyAt),
      destroyedAt: text(row.destroyedAt),
    })),
    rotations: rotations.map(({ target, askedAt, finishedAt, ...row }) => ({
      id: row.id,
      kind: row.kind,
      number: target,
      state: row.state,
      done: row.done,
      total: row.total,
      damaged: row.damaged,
      ...speed(row),
      askedBy: row.askedBy,
      askedAt: askedAt.toISOString(),
      finishedAt: text(finishedAt),
    })),
    events: events.map(({ id, what, receipt, at }) => ({ id, what, receipt, at: at.toISOString() })),
    alarms: alarms.map((row) => ({ ...row, hour: row.hour.toISOString(), lastAt: row.lastAt.toISOString() })),
  };
}

/** How fast it went since it last began to run, and how long it takes on; null while that can't be told. */
function speed({
  state,
  done,
  total,
  runAt,
  runDone,
  movedAt,
}: Pick<RotationRow, 'state' | 'done' | 'total' | 'runAt' | 'runDone' | 'movedAt'>) {
  const seconds = movedAt === null ? 0 : (movedAt.getTime() - runAt.getTime()) / 1000;
  const perSecond = seconds <= 0 || done <= runDone ? null : (done - runDone) / seconds;
  const left = state !== 'running' || perSecond === null ? null : Math.max(0, total - done) / perSecond;
  return { perSecond, secondsLeft: left };
}
