import { existsSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { postgresProcessesIn } from './process-table.ts';

/** Deletes a data directory of the embedded PostgreSQL that is worth nothing, with whatever a killed process left running in it. */
export function discardCluster(area: string): void {
  if (!existsSync(area)) return;
  for (const pid of postgresProcessesIn(join(realpathSync(area), 'cluster')) ?? []) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  rmSync(area, { recursive: true, force: true, maxRetries: 10 });
}
