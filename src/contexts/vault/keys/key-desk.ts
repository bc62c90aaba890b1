import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import { STANDING_INDEX } from '../../../platform/keyring/index.ts';
import { selectAlarms, type VaultAlarm } from '../store/alarm-table.ts';
import {
  changeIndexSecret,
  type KeyEventRow,
  type KeySecretRow,
  selectKeyEvents,
  selectKeySecrets,
} from '../store/key-secret-table.ts';
import {
  advanceRotation,
  insertRotation,
  lockKeyWork,
  newestIndexWalk,
  openRotation,
  type RotationKind,
  type RotationRow,
  selectRotations,
  setRotationState,
  waitForKeyWork,
} from '../store/rotation-table.ts';
import { countKeys } from '../store/sweep-table.ts';
import type { VaultDeps } from '../vault-deps.ts';
import { noRotation, rotationRunning } from '../vault-failures.ts';
import type { DigestHolder } from './digest-holder.ts';
import { generationDue, leftUnder, noteSecrets, retireSecrets } from './key-retirement.ts';
import { recordKeyEvent } from './record-key-event.ts';
import type { PersonBytesHolder, SealedHolder } from './sealed-holder.ts';
import { sealedReasons } from './sealed-reasons.ts';
import { stepRotation } from './step-rotation.ts';

/** A secret, and how many keys, digests and sealed things still stand under it or an older one; null where that is not asked. */
export interface SecretState extends KeySecretRow {
  readonly left: number | null;
}

/** How keys stand. */
export interface KeyState {
  readonly secrets: readonly SecretState[];
  /** The newest first; the one that is not done stands first if there is one. */
  readonly rotations: readonly RotationRow[];
  readonly events: readonly KeyEventRow[];
  readonly alarms: readonly VaultAlarm[];
}

/** Rotation and destruction of the vault's keys. Everything but `hold`, `state`, `pause` and `resume` needs the root key. */
export interface KeyDesk {
  /** Tells who else keeps bytes under the vault's keys; once, before anything runs. */
  hold(
    sealed: readonly SealedHolder[],
    ofPersons: readonly PersonBytesHolder[],
    digests?: readonly DigestHolder[],
  ): void;
  state(tx: Tx): Promise<KeyState>;
  /** Begins a rotation: makes the new secret and lets the background walk. Throws `vault.rotation-running`. */
  begin(tx: Tx, kind: RotationKind, by: string): Promise<void>;
  /** Holds the rotation under way where it is. Throws `vault.no-rotation`. */
  pause(tx: Tx, by: string): Promise<void>;
  /** Lets it go on. Throws `vault.no-rotation`. */
  resume(tx: Tx, by: string): Promise<void>;
  /** One step of the rotation under way, in a transaction of its own; false: there is nothing to do, or another server does it. */
  step(tx: Tx): Promise<boolean>;
  /** Begins what is due by itself, schedules destructions and carries out what is due; every few minutes. */
  housekeep(tx: Tx): Promise<void>;
  /** Records that the root key was replaced. */
  noteRootReplaced(tx: Tx, by: string): Promise<void>;
  /** Writes the alarms that were raised since the last time. */
  flushAlarms(tx: Tx): Promise<void>;
}

const FIRST_PART: Readonly<Record<RotationKind, string>> = {
  generations: 'keys',
  indexes: 'persons',
  persons: 'persons',
};
const NEWEST = 20;
const COUNTED_MS = 5_000;

/** Opens the desk. */
export function createKeyDesk(deps: VaultDeps): KeyDesk {
  const sealed: SealedHolder[] = [sealedReasons];
  const ofPersons: PersonBytesHolder[] = [];
  const changeState = async (tx: Tx, from: RotationRow['state'], to: RotationRow['state'], by: string) => {
    const rotation = await openRotation(tx);
    if (rotation === undefined) throw noRotation();
    if (rotation.state !== from) return;
    await setRotationState(tx, rotation.id, to, deps.clock.now());
    const what = to === 'paused' ? 'rotation-paused' : 'rotation-resumed';
    await recordKeyEvent(deps, tx, what, { rotation: rotation.id, kind: rotation.kind, by });
  };
  // Counting walks tables, and the page asks every other second.
  let counted: { readonly until: number; readonly left: ReadonlyMap<string, number> } | undefined;
  const leftOf = async (tx: Tx, secrets: readonly KeySecretRow[]): Promise<ReadonlyMap<string, number>> => {
    const now = deps.clock.now().getTime();
    if (counted !== undefined && counted.until > now && now > counted.until - 2 * COUNTED_MS) return counted.left;
    const left = new Map<string, number>();
    for (const row of secrets)
      if (row.state === 'retired') left.set(`${row.kind}/${row.id}`, await leftUnder(deps, tx, row, sealed));
    counted = { until: now + COUNTED_MS, left };
    return left;
  };
  return {
    hold(more, persons, digests = []) {
      deps.digestHolders.push(...digests);
      sealed.push(...more);
      ofPersons.push(...persons);
    },
    async state(tx) {
      const rows = deps.ring.isSealed() ? await selectKeySecrets(tx) : await noteSecrets(deps, tx);
      const left = deps.ring.isSealed() ? new Map<string, number>() : await leftOf(tx, rows);
      const secrets = rows.map((row) => ({ ...row, left: left.get(`${row.kind}/${row.id}`) ?? null }));
      const [rotations, events, alarms] = [
        await selectRotations(tx, NEWEST),
        await selectKeyEvents(tx, NEWEST),
        await selectAlarms(tx, NEWEST),
      ];
      return { secrets, rotations, events, alarms };
    },
    async begin(tx, kind, by) {
      await waitForKeyWork(tx);
      await begin(deps, tx, kind, by, true);
    },
    pause: (tx, by) => changeState(tx, 'running', 'paused', by),
    resume: (tx, by) => changeState(tx, 'paused', 'running', by),
    async step(tx) {
      if (!(await lockKeyWork(tx))) return false;
      const rotation = await openRotation(tx);
      if (rotation === undefined || rotation.state !== 'running') return false;
      deps.ring.follow();
      const next = await stepRotation(deps, tx, rotation, sealed, ofPersons);
      const at = deps.clock.now();
      await advanceRotation(tx, rotation.id, { ...next, part: next.part ?? 'done', at });
      if (next.part !== null) return true;
      await setRotationState(tx, rotation.id, 'done', at);
      const facts = { rotation: rotation.id, kind: rotation.kind, number: rotation.target };
      await recordKeyEvent(deps, tx, 'rotation-finished', { ...facts, done: rotation.done + next.moved });
      await retireSecrets(deps, tx, sealed);
      return false;
    },
    async housekeep(tx) {
      deps.ring.follow();
      if (!(await lockKeyWork(tx)) || (await openRotation(tx)) !== undefined) return;
      await retireSecrets(deps, tx, sealed);
      if (await generationDue(deps, tx)) await begin(deps, tx, 'generations', 'schedule', true);
      // A restored backup brings keys back under generations that were left behind.
      else if ((await countKeys(tx, deps.ring.current('generations'))) > 0)
        await begin(deps, tx, 'generations', 'schedule', false);
      // The same of digests: what was made before the backup's rotation ended is walked through again.
      else if (
        (await newestIndexWalk(tx)) < deps.ring.current('indexes') &&
        deps.ring.current('indexes') > STANDING_INDEX
      )
        await begin(deps, tx, 'indexes', 'schedule', false);
    },
    noteRootReplaced: (tx, by) => recordKeyEvent(deps, tx, 'root-key-replaced', { by }),
    flushAlarms: (tx) => deps.alarms.flush(tx),
  };
}

async function begin(deps: VaultDeps, tx: Tx, kind: RotationKind, by: string, fresh: boolean): Promise<void> {
  if ((await openRotation(tx)) !== undefined) throw rotationRunning();
  // On disk before anything is under it. Were this transaction lost, the next rotation would go one number further.
  if (fresh && kind === 'indexes') await changeIndexSecret(tx);
  if (fresh && kind !== 'persons') deps.ring.add(kind);
  await noteSecrets(deps, tx);
  const target = deps.ring.current(kind === 'indexes' ? 'indexes' : 'generations');
  const total = kind === 'generations' ? await countKeys(tx, target) : await countKeys(tx, null);
  const id = newId(deps.clock);
  const at = deps.clock.now();
  await insertRotation(tx, { id, kind, target, part: FIRST_PART[kind], total, askedBy: by, askedAt: at });
  await recordKeyEvent(deps, tx, 'rotation-begun', { rotation: id, kind, number: target, by });
}
