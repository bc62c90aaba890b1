import type { DatabaseOptions } from '../../platform/database/index.ts';
import { Listener } from '../../platform/database/index.ts';
import { WAKE_UP } from './leases/lease-store.ts';
import { Leases, type LeasesDeps } from './leases/leases.ts';

/** This server's lease, not yet held, and the listener that wakes it: `connection` is where notifications come from. */
export function createLeases(deps: LeasesDeps & { readonly connection: DatabaseOptions['connection'] }): {
  leases: Leases;
  listener: Listener;
} {
  const leases = new Leases(deps);
  const { connection, log } = deps;
  return { leases, listener: new Listener({ connection, log }, WAKE_UP, () => leases.wake()) };
}
