import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { HttpApp } from '../platform/http/index.ts';

/** Prometheus metrics of one server. Labels are route patterns, methods and status codes: nothing that a caller can choose. */
export interface Metrics {
  readonly registry: Registry;
  /** A number read when it is asked for. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
}

/** A registry with Node's own metrics. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'zhinuo_' });
  return {
    registry,
    gauge(name, help, read) {
      new Gauge({
        name: `zhinuo_${name}`,
        help,
        registers: [registry],
        async collect() {
          this.set(await read());
        },
      });
    },
  };
}

/** Counts and times requests, and serves `/metrics` to a caller with `operations.read` or, without a proxy between, to this machine. */
export function addMetrics(app: HttpApp, metrics: Metrics): void {
  const labelNames = ['method', 'route', 'status'] as const;
  const registers = [metrics.registry];
  const requests = new Counter({
    name: 'zhinuo_http_requests_total',
    help: 'Requests answered',
    labelNames,
    registers,
  });
  const seconds = new Histogram({
    name: 'zhinuo_http_request_seconds',
    help: 'Seconds to an answer',
    labelNames: ['method', 'route'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  app.addHook('onResponse', async (request, reply) => {
    const method = METHODS.has(request.method) ? request.method : 'other';
    const route = request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');
    requests.inc({ method, route, status: String(reply.statusCode) });
    seconds.observe({ method, route }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { config: { permission: 'public' } }, async (request, reply) => {
    const { caller } = request;
    const permitted =
      (caller.kind === 'staff' || caller.kind === 'api-key') && caller.permissions.has('operations.read');
    if (!permitted && !isLocal(request.socket.remoteAddress, request.headers)) return reply.callNotFound();
    return reply.header('Content-Type', metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function isLocal(address: string | undefined, headers: Readonly<Record<string, unknown>>): boolean {
  const forwarded = headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined;
  return !forwarded && (address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1');
}
