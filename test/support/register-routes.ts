import { registerRegisterRoutes } from '../../src/contexts/register/index.ts';
import { createServer } from '../../src/http/index.ts';
import type { HttpApp } from '../../src/platform/http/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { type GateWorld, openGateWorld } from './gate-world.ts';

/** The register's routes over a gate world, called by somebody who may do everything there. */
export interface RegisterRoutes {
  readonly world: GateWorld;
  readonly app: HttpApp;
  call(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object): Promise<Answer>;
  close(): Promise<void>;
}

type Answer = Awaited<ReturnType<HttpApp['inject']>>;

/** Opens them; close them in `afterAll`. */
export async function openRegisterRoutes(): Promise<RegisterRoutes> {
  const world = await openGateWorld();
  const permissions = new Set(['register.read', 'register.write', 'register.publish', 'register.enter-states']);
  const dpo = { kind: 'staff' as const, id: '01930000-0000-7000-8000-0000000000aa', permissions, tier: 2 as const };
  const app = await createServer({ log: silentLogger(), resolvers: { staff: async () => dpo } });
  registerRegisterRoutes(app, world.register, world.database);
  await app.ready();
  const headers = { 'sec-fetch-site': 'same-origin' };
  return {
    world,
    app,
    call: (method, url, payload) =>
      app.inject(payload === undefined ? { method, url, headers } : { method, url, headers, payload }),
    async close() {
      await app.close();
      await world.close();
    },
  };
}
