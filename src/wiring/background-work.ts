import { forgetOldKeys } from '../http/index.ts';
import type { Clock } from '../platform/clock.ts';
import { errorWithoutValues } from '../platform/error-without-values.ts';
import type { Logger } from '../platform/logging.ts';
import { type BackgroundLoop, startLoop } from './background-loop.ts';
import { startKeyWork } from './key-work.ts';
import type { Stores } from './open-stores.ts';
import { startProfileWork } from './profile-work.ts';
import { replayErasures } from './replay-erasures.ts';
import { settleRestoration } from './settle-restoration.ts';
import type { Contexts } from './wire-contexts.ts';

const HOUR_MS = 3_600_000;
/** Live segments are kept within a second of an event: filed, moved, judged and written. */
const SEGMENTS_EVERY_MS = 150;
const REFRESH_EVERY_MS = 5000;
const FILE_EVERY_MS = 250;
const LINK_EVERY_MS = 1000;
const INBOX_EVERY_MS = 5000;
const OUTBOX_EVERY_MS = 1000;
const WAREHOUSES_EVERY_MS = 15_000;
const NIGHTLY_FILES_EVERY_MS = 5000;
const JOURNAL_EVERY_MS = 1000;
const SHOWN_EVERY_MS = 1000;
const ATTEST_EVERY_MS = 5000;
const COPY_LOG_EVERY_MS = 10_000;
const SELF_CHECK_EVERY_MS = 2000;
const RETENTION_EVERY_MS = 2000;

/** Between two self-checks that nobody asked for. */
const NIGHTLY_MS = 20 * HOUR_MS;
/** Asia/Shanghai has been UTC+8 without summer time since 1991. */
const SHANGHAI_HOURS = 8;

/** From two to five in the morning in Shanghai, when nobody waits for the machine. */
function isNight(now: Date): boolean {
  const hour = (now.getUTCHours() + SHANGHAI_HOURS) % 24;
  return hour >= 2 && hour < 5;
}

/** What runs behind the requests. */
export interface BackgroundWork {
  /** Starts what needs the root key; call it as often as you like. */
  unsealed(): Promise<void>;
  /** Lets what is under way finish. */
  stop(): Promise<void>;
}

/**
 * Starts the work behind the requests: entries are merged into the evidence log from the first moment; jobs, imports and events wait for the
 * root key, so that no job uses up its tries while the vault is sealed.
 */
export async function startBackgroundWork(
  contexts: Contexts,
  stores: Stores,
  options: { readonly clock: Clock; readonly log: Logger; readonly worker: boolean },
): Promise<BackgroundWork> {
  const { clock, log } = options;
  const { database, jobs, keyring, journal } = stores;
  const loops: BackgroundLoop[] = [];
  let started = false;
  const stopping = new AbortController();

  // Whatever was rotated before this start: nothing is signed with an old key, or with one that the log does not know.
  await contexts.evidence.keys.follow();
  // A restore that broke off in the middle is settled before anything of the past can run.
  await settleRestoration({ database, service: keyring.service, journalDirectory: journal.directory, clock, log });
  const { service } = keyring;
  await replayErasures({ database, service, journalDirectory: journal.directory, erasure: contexts.erasure });
  await database.transaction((tx) => contexts.register.seedBuiltIns(tx));
  contexts.evidence.startSequencer();
  contexts.columns.start();
  // Before the port opens: without a lease everything is denied.
  await contexts.leases.start();
  contexts.wakeUps.start();
  const forget = () =>
    database.transaction(async (tx) => {
      await forgetOldKeys(tx, clock);
      await contexts.access.forgetExpired(tx);
      await contexts.evidence.destroyDefence(tx);
      await contexts.customers.expireExports(tx);
      await contexts.customers.corrections.dropEndedNumbers(tx);
      await contexts.customers.segmentation.forget(tx);
    });
  loops.push(startLoop('forget', HOUR_MS, log, forget));
  loops.push(startLoop('epoch', HOUR_MS, log, () => contexts.evidence.makeEpoch()));
  // What a crash kept from the journal is in it before anything is answered.
  await journal.flush();
  loops.push(startLoop('journal', JOURNAL_EVERY_MS, log, () => journal.flush()));
  const storeShown = () => database.transaction((tx) => contexts.gate.storeShown(tx));
  loops.push(startLoop('shown', SHOWN_EVERY_MS, log, storeShown));
  loops.push(startLoop('attest', ATTEST_EVERY_MS, log, () => contexts.evidence.attestation.run()));
  loops.push(startLoop('copy-log', COPY_LOG_EVERY_MS, log, () => contexts.evidence.copyLog(stopping.signal)));

  loops.push(
    startLoop('self-check', SELF_CHECK_EVERY_MS, log, async () => {
      if (isNight(clock.now()))
        await database.transaction((tx) => contexts.evidence.selfCheck.beginIfOlder(tx, NIGHTLY_MS));
      await contexts.evidence.selfCheck.run(stopping.signal);
    }),
  );

  loops.push(
    startLoop('retention', RETENTION_EVERY_MS, log, async () => {
      if (isNight(clock.now())) await database.transaction((tx) => contexts.retention.beginIfOlder(tx, NIGHTLY_MS));
      await contexts.retention.run(stopping.signal);
    }),
  );

  const unsealed = async () => {
    if (started || keyring.vault.isSealed()) return;
    started = true;
    loops.push(startLoop('segments', SEGMENTS_EVERY_MS, log, () => contexts.customers.segmentation.keep()));
    loops.push(startLoop('file-events', FILE_EVERY_MS, log, () => contexts.customers.fileEvents()));
    loops.push(startLoop('refresh', REFRESH_EVERY_MS, log, () => contexts.customers.segmentation.refresh()));
    loops.push(
      startLoop('sealed-inbox', INBOX_EVERY_MS, log, async () => {
        await database.transaction((tx) => contexts.inbox.publish(tx));
        await contexts.capture.settleSealed(database);
      }),
    );
    loops.push(startLoop('link-records', LINK_EVERY_MS, log, () => contexts.customers.linking.link()));
    if (!options.worker) return;
    loops.push(startLoop('nightly-files', NIGHTLY_FILES_EVERY_MS, log, () => contexts.customers.nightly.collect()));
    loops.push(startLoop('warehouses', WAREHOUSES_EVERY_MS, log, () => contexts.customers.warehouses.pull()));
    loops.push(startLoop('outbox', OUTBOX_EVERY_MS, log, () => contexts.customers.outbox.deliver(stopping.signal)));
    loops.push(...startProfileWork(contexts, database, log));
    loops.push(...startKeyWork(contexts.vault.keys, { database, log, signal: stopping.signal }));
    await database.transaction((tx) => contexts.customers.resumeInterruptedImports(tx));
    await database.transaction((tx) => contexts.engagement.resume(tx));
    await jobs.start();
  };
  await unsealed();
  return {
    unsealed,
    async stop() {
      stopping.abort();
      await jobs.stop();
      await contexts.wakeUps.close();
      await contexts.leases.stop();
      await contexts.columns.stop();
      for (const loop of loops) await loop.stop();
      await contexts.evidence.epochs.settled();
      // The last second's; a database that is gone already keeps nobody from stopping.
      await storeShown().catch((error: unknown) => log.warn({ error: errorWithoutValues(error) }, 'counts were lost'));
      await contexts.evidence.stopSequencer();
    },
  };
}
