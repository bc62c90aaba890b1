import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { callerName, type HttpApp } from '../../../platform/http/index.ts';
import type { EpochState } from '../ask-epoch.ts';
import type { Evidence } from '../create-evidence.ts';
import type { NoteStaffAct } from './note-staff-act.ts';

const Instant = Type.String({ format: 'date-time' });
const Count = Type.Integer({ minimum: 0 });
const Outcome = Type.Union([
  Type.Literal('running'),
  Type.Literal('made'),
  Type.Literal('nothing-new'),
  Type.Literal('not-merged'),
  Type.Literal('failed'),
]);
const State = Type.Object({
  logSize: Count,
  newest: Type.Union([
    Type.Object({
      number: Count,
      size: Type.Integer({ minimum: 0, description: 'it covers the entries with an index below this' }),
      count: Type.Integer({ minimum: 0, description: 'how many of these have a tag' }),
      root: Type.String({ description: 'of the map from tags to entries; base64url' }),
      entry: Type.String({ description: 'the id of its entry in the log' }),
      time: Instant,
    }),
    Type.Null(),
  ]),
  running: Type.Boolean({ description: 'one is being made at this moment, on any server' }),
  /** The last that somebody asked this server for. */
  asked: Type.Union([
    Type.Object({
      by: Type.String(),
      at: Instant,
      state: Outcome,
      finishedAt: Type.Union([Instant, Type.Null()]),
      from: Type.Integer({ minimum: 0, description: 'entries that were covered before' }),
    }),
    Type.Null(),
  ]),
});
const Empty = Type.Object({}, { additionalProperties: false });

/** Routes of epochs: how far the newest covers the log, and asking for one now. Nothing of it needs the vault. */
export function registerEpochRoutes(
  app: HttpApp,
  deps: { readonly evidence: Evidence; readonly database: Database; readonly noteStaffAct: NoteStaffAct },
): void {
  const { evidence, database, noteStaffAct } = deps;
  const state = async () => shown(await database.transaction((tx) => evidence.epochs.state(tx), { readOnly: true }));
  app.get(
    '/api/v1/evidence/epochs',
    {
      config: { permission: 'evidence.read' },
      schema: { summary: '完整性快照的状态 / How far the newest epoch covers the log', response: { 200: State } },
    },
    state,
  );
  app.post(
    '/api/v1/evidence/epochs',
    {
      config: { permission: 'evidence.make-epoch' },
      schema: {
        summary: '现在生成完整性快照 / Begin an epoch now; the one that is being made goes on',
        body: Empty,
        response: { 202: State },
      },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      if (await evidence.epochs.begin(by))
        await database.transaction((tx) => noteStaffAct(tx, { by, act: 'evidence.epoch-asked' }));
      return reply.code(202).send(await state());
    },
  );
}

function shown({ newest, asked, ...state }: EpochState) {
  return {
    ...state,
    newest: newest === null ? null : { ...newest, time: newest.time.toISOString() },
    asked:
      asked === null
        ? null
        : { ...asked, at: asked.at.toISOString(), finishedAt: asked.finishedAt?.toISOString() ?? null },
  };
}
