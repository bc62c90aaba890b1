import { Type } from 'typebox';
import type { HttpApp } from '../platform/http/index.ts';

/** One thing the server needs before it may be sent requests. */
export interface ReadinessCheck {
  readonly name: string;
  /** Whether it is good now; a throw counts as no. */
  check(): Promise<boolean>;
}

/** A check that takes longer counts as no, in milliseconds. */
const LONGEST_CHECK_MS = 2_000;

const Readiness = Type.Object({ ready: Type.Boolean(), checks: Type.Record(Type.String(), Type.Boolean()) });

/**
 * `/healthz`: the process answers (a supervisor restarts it otherwise). `/readyz`: the stores answer and the root key is in memory; 503 with
 * the names of what is not, so that a load balancer sends nothing here.
 */
export function addHealthRoutes(app: HttpApp, checks: readonly ReadinessCheck[]): void {
  const open = { permission: 'public', rateLimit: false } as const;
  app.get(
    '/healthz',
    { config: open, schema: { response: { 200: Type.Object({ alive: Type.Boolean() }) } } },
    async () => ({ alive: true }),
  );
  app.get(
    '/readyz',
    { config: open, schema: { response: { 200: Readiness, 503: Readiness } } },
    async (_request, reply) => {
      const results = await Promise.all(checks.map(async ({ name, check }) => [name, await inTime(check())] as const));
      const ready = results.every(([, good]) => good);
      return reply.code(ready ? 200 : 503).send({ ready, checks: Object.fromEntries(results) });
    },
  );
}

// A store that can't be reached may not say so for minutes.
function inTime(check: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), LONGEST_CHECK_MS);
    check.then(resolve, () => resolve(false)).finally(() => clearTimeout(timer));
  });
}
