export type { CallerResolvers } from './authenticate.ts';
export { createServer, type ServerOptions } from './create-server.ts';
export type { ReadinessCheck } from './health-routes.ts';
export { forgetOldKeys, httpMigrations } from './idempotency-store.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export type { RateLimits } from './rate-limits.ts';
