import { Type } from 'typebox';
import type { Database } from '../platform/database/index.ts';
import type { HttpApp } from '../platform/http/index.ts';
import type { JobQueue } from '../platform/jobs/index.ts';

/** What the operator is told of the process. */
export interface OperationsState {
  readonly sealed: boolean;
  readonly postgres: { readonly embedded: boolean; readonly restarts: number; readonly freeBytes: number | null };
  /** Receipts whose promise to be merged was not kept. */
  readonly brokenPromises: number;
}

const State = Type.Object({
  sealed: Type.Boolean(),
  postgres: Type.Object({
    embedded: Type.Boolean(),
    restarts: Type.Integer(),
    freeBytes: Type.Union([Type.Integer(), Type.Null()]),
  }),
  brokenPromises: Type.Integer(),
});
const DeadJob = Type.Object({
  id: Type.String(),
  task: Type.String(),
  attempts: Type.Integer(),
  lastError: Type.Union([Type.String(), Type.Null()]),
  createdAt: Type.String(),
});

/** `/api/v1/operations`: the state of the process, and jobs that have used up their tries, to be tried again by hand. */
export function addOperationsRoutes(
  app: HttpApp,
  deps: { readonly database: Database; readonly jobs: JobQueue; readonly state: () => Promise<OperationsState> },
): void {
  const read = { permission: 'operations.read' } as const;
  app.get('/api/v1/operations/state', { config: read, schema: { response: { 200: State } } }, () => deps.state());
  app.get(
    '/api/v1/operations/dead-jobs',
    { config: read, schema: { response: { 200: Type.Object({ items: Type.Array(DeadJob) }) } } },
    async () => {
      const jobs = await deps.database.transaction((tx) => deps.jobs.dead(tx), { readOnly: true });
      return { items: jobs.map((job) => ({ ...job, createdAt: job.createdAt.toISOString() })) };
    },
  );
  app.post(
    '/api/v1/operations/dead-jobs/:id/retry',
    {
      config: { permission: 'operations.manage' },
      schema: { params: Type.Object({ id: Type.String({ pattern: '^[0-9]{1,18}$' }) }) },
    },
    async (request, reply) => {
      await deps.database.transaction((tx) => deps.jobs.retry(tx, request.params.id));
      return reply.code(204).send();
    },
  );
}
