import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresCluster } from './postgres-cluster.ts';
import { isAlive, isSignalable, postgresProcessesIn } from './process-table.ts';

const LOOK_AGAIN_MS = 20;
const FAST_SHUTDOWN_MS = 30_000;

/**
 * Ends what an earlier run left on the cluster: the postmaster of a killed node is shut down in order (then the hard way), children of a
 * killed postmaster are waited for, a `postmaster.pid` that names a stranger is removed. The caller holds the directory's lock, so whatever
 * runs there is nobody's. Returns what was found.
 */
export async function clearOrphans(cluster: PostgresCluster): Promise<'nothing' | 'stale-pid' | 'orphans'> {
  const pidFile = join(cluster.directory, 'postmaster.pid');
  const recorded = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : undefined;
  const pid = recorded !== undefined && Number.isInteger(recorded) && recorded > 0 ? recorded : undefined;
  const left = () =>
    postgresProcessesIn(cluster.directory) ?? (pid !== undefined && existsSync(pidFile) && isAlive(pid) ? [pid] : []);
  const orphans = left().length > 0;
  if (orphans) await end(left, pid);
  if (!existsSync(pidFile)) return orphans ? 'orphans' : 'nothing';
  // Left behind by a kill. PostgreSQL would refuse if the id is a zombie's or has since gone to another process; we know that none is ours.
  if (pid === undefined || isSignalable(pid)) {
    rmSync(pidFile, { force: true });
    rmSync(join(cluster.socketDirectory, '.s.PGSQL.5432.lock'), { force: true });
  }
  return orphans ? 'orphans' : 'stale-pid';
}

async function end(left: () => number[], postmaster: number | undefined): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    // Without a postmaster the children end by themselves as soon as they notice; the fast signals are for the postmaster alone.
    const pids = left();
    for (const pid of signal === 'SIGKILL' ? pids : pids.filter((candidate) => candidate === postmaster))
      send(pid, signal);
    for (let waited = 0; waited < FAST_SHUTDOWN_MS; waited += LOOK_AGAIN_MS) {
      if (left().length === 0) return;
      await delay(LOOK_AGAIN_MS);
    }
  }
  throw new Error('processes of an earlier run do not end');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
