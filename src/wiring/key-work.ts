import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { KeyDesk } from '../contexts/vault/index.ts';
import type { Database } from '../platform/database/index.ts';
import type { Logger } from '../platform/logging.ts';
import { type BackgroundLoop, startLoop } from './background-loop.ts';

const LOOK_EVERY_MS = 1000;
const HOUSEKEEP_EVERY_MS = 5 * 60_000;
/** A rotation rests as long as it works: requests keep half of the machine at the least. */
const REST = 1;

/** Rotations, destructions and alarms of the vault's keys, behind the requests. A rotation that was broken off goes on from its last step. */
export function startKeyWork(
  keys: KeyDesk,
  { database, log, signal }: { readonly database: Database; readonly log: Logger; readonly signal: AbortSignal },
): BackgroundLoop[] {
  const rotate = async () => {
    for (let more = true; more && !signal.aborted; ) {
      const began = performance.now();
      more = await database.transaction((tx) => keys.step(tx));
      if (more) await pause((performance.now() - began) * REST, undefined, { signal }).catch(() => undefined);
    }
  };
  return [
    startLoop('key-rotation', LOOK_EVERY_MS, log, rotate),
    startLoop('vault-alarms', LOOK_EVERY_MS, log, () => database.transaction((tx) => keys.flushAlarms(tx))),
    startLoop('key-housekeeping', HOUSEKEEP_EVERY_MS, log, () => database.transaction((tx) => keys.housekeep(tx))),
  ];
}
