import type { Metrics, ReadinessCheck } from '../http/index.ts';
import type { OperationsState } from '../http/operations-routes.ts';
import type { Stores } from './open-stores.ts';
import type { Contexts } from './wire-contexts.ts';

/** With less than this left on the disk of the data directory, PostgreSQL may fail any moment. */
const LEAST_FREE_BYTES = 128 * 1024 * 1024;

/** What has to hold before requests are sent here. */
export function readinessChecks(stores: Stores, contexts: Pick<Contexts, 'leases'>): ReadinessCheck[] {
  return [
    {
      name: 'database',
      check: async () => {
        await stores.database.transaction((tx) => tx.one('select 1 as one'), { readOnly: true });
        return true;
      },
    },
    { name: 'lease', check: async () => contexts.leases.valid() },
    { name: 'rootKey', check: async () => !stores.keyring.vault.isSealed() },
    { name: 'disk', check: async () => (stores.health()?.freeBytes ?? Number.POSITIVE_INFINITY) >= LEAST_FREE_BYTES },
  ];
}

/** The state that the console shows to an operator. */
export async function operationsState(stores: Stores, contexts: Contexts): Promise<OperationsState> {
  const health = stores.health();
  return {
    sealed: stores.keyring.vault.isSealed(),
    postgres: { embedded: health !== undefined, restarts: health?.restarts ?? 0, freeBytes: health?.freeBytes ?? null },
    brokenPromises: await contexts.evidence.brokenPromises(),
  };
}

/** Gauges of the process beside the counters of requests. */
export function addGauges(metrics: Metrics, stores: Stores, contexts: Contexts): void {
  const { database, jobs, keyring } = stores;
  metrics.gauge('sealed', 'Whether the root key is not in memory', () => Number(keyring.vault.isSealed()));
  metrics.gauge('evidence_broken_promises', 'Receipts not merged in time', () => contexts.evidence.brokenPromises());
  metrics.gauge(
    'evidence_log_in_conflict',
    'Copies that the log does not extend; nothing is signed while there are any',
    () => contexts.evidence.copies().filter(({ fault }) => fault === 'set-back' || fault === 'forked').length,
  );
  metrics.gauge(
    'evidence_copies_behind',
    'Copies of the log that stand still for a fault',
    () => contexts.evidence.copies().filter(({ fault }) => fault !== null).length,
  );
  metrics.gauge('evidence_signing_key_missing', 'Whether the newest signing key is not in the key directory', () =>
    Number(!contexts.evidence.keys.held),
  );
  metrics.gauge(
    'evidence_attestors',
    'Time-stamping authorities and witnesses that are set; 0: nobody dates checkpoints',
    async () => {
      const { tsa, witnesses } = await database.transaction((tx) => contexts.evidence.attestation.state(tx), {
        readOnly: true,
      });
      return witnesses.length + Number(tsa !== null);
    },
  );
  metrics.gauge(
    'evidence_attestors_failing',
    'Time-stamping authorities and witnesses whose last answer failed',
    async () => {
      const { tsa, witnesses, revocation } = await database.transaction(
        (tx) => contexts.evidence.attestation.state(tx),
        {
          readOnly: true,
        },
      );
      return [tsa, revocation, ...witnesses].filter((each) => each !== null && each.failure !== null).length;
    },
  );
  metrics.gauge('vault_alarms', 'Values or keys that did not open since the start: tampering or damage', () =>
    contexts.vault.alarmsRaised(),
  );
  metrics.gauge('journal_pending', 'Noes and checkpoints that are not in the journal yet', () =>
    stores.journal.pending(),
  );
  metrics.gauge('dead_jobs', 'Jobs that have used up their tries', async () => {
    const dead = await database.transaction((tx) => jobs.dead(tx, 1000), { readOnly: true });
    return dead.length;
  });
  metrics.gauge(
    'database_connections_waited_for',
    'Requests waiting for a connection',
    () => database.pool.waitingCount,
  );
  const lease = () => contexts.leases.state();
  metrics.gauge('gate_lease_seconds', 'Seconds for which this server may still allow', () => lease().leftMs / 1000);
  metrics.gauge('gate_noes_waiting', 'Noes that wait until other servers obey them', () => lease().waiting);
  metrics.gauge('gate_memory_bytes', 'Bytes of what the gate holds in memory', () => contexts.columns.state().bytes);
  metrics.gauge('gate_memory_people', 'People whom the gate knows in memory', () => contexts.columns.state().people);
  metrics.gauge(
    'gate_memory_pinned',
    'People asked about in PostgreSQL because a write is under way',
    () => contexts.columns.state().pinned,
  );
  const free = stores.health();
  if (free === undefined) return;
  metrics.gauge('free_bytes', 'Bytes left on the disk of the data directory', () => stores.health()?.freeBytes ?? 0);
  metrics.gauge('postgres_restarts', 'Unasked restarts of PostgreSQL', () => stores.health()?.restarts ?? 0);
}
