import type { Tx } from '../../../platform/database/index.ts';
import { errorWithoutValues } from '../../../platform/error-without-values.ts';
import { Failure } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { moveEvents } from '../events/move-events.ts';
import { lastTaken } from '../tags/store/person-tag-store.ts';
import { computeSegment } from './compute-segment.ts';
import { type Definition, namedTags } from './domain/definition.ts';
import { expandSegments } from './domain/expand-segments.ts';
import { modeOf } from './domain/mode.ts';
import { FAULT, goneOf, refusedBecause, type Trouble } from './domain/trouble.ts';
import { OrdinalBits } from './live/ordinal-bits.ts';
import {
  appendMemberChanges,
  findMemberState,
  holdKeeping,
  memberStates,
  noteSizes,
  readMembers,
  writeMembers,
} from './store/member-store.ts';
import { allSegments } from './store/segment-store.ts';
import { noteTrouble } from './store/trouble-store.ts';
import { nameable, withTraitRules } from './whole-definition.ts';

/** Minutes between two computations of a segment that is not live, unless it says otherwise. */
export const REFRESH_MINUTES = 60;

const LEASE_MS = 10_000;
const MINUTE_MS = 60_000;

/** A fault of the program is tried again sooner than a refusal. */
const FAULT_WAIT_MS = 5 * MINUTE_MS;

/** Segments that could not be computed, by their codes: which revision, when it was tried, and after a fault how long it waits. */
export type Failed = Map<string, { readonly revision: number; readonly at: number; readonly wait?: number }>;

/**
 * Computes every segment that is not live and due, one after the other, each in a transaction of its own; answers how many. One that can't be computed keeps
 * none of the others waiting, and why is kept for its page; it is tried again when it is due again, or changed.
 */
export async function refreshSegments(deps: CustomersDeps, server: string, failed: Failed): Promise<number> {
  const due = await deps.database.transaction(
    async (tx) => {
      const rows = await allSegments(tx);
      const definitions = rows.map((row) => row.definition);
      const ruled = await withTraitRules(tx, definitions);
      const all = new Map<string, Definition>(rows.map((row) => [row.code, ruled(row.definition)]));
      const refreshed = rows.filter(
        (row) => modeOf(expandSegments(ruled(row.definition), all, [row.code])) === 'refreshed',
      );
      const states = new Map(
        (
          await memberStates(
            tx,
            refreshed.map((row) => row.code),
          )
        ).map((state) => [state.segment, state]),
      );
      const tagsOf = new Map(
        refreshed.map((row) => [row.code, namedTags(expandSegments(row.definition, all, [row.code]))]),
      );
      const taken = await lastTaken(tx, [...new Set([...tagsOf.values()].flat())]);
      return refreshed.filter((row) => {
        const state = states.get(row.code);
        const isTaken = (tag: string) =>
          state !== undefined && (taken.get(tag)?.getTime() ?? -1) >= state.keptAt.getTime();
        const tried = failed.get(row.code);
        const wait = (row.refreshMinutes ?? REFRESH_MINUTES) * MINUTE_MS;
        const now = deps.clock.now().getTime();
        if (tried?.revision === row.revision && now - tried.at < (tried.wait ?? wait)) return false;
        // Whoever deletes a tag that was put on them is in no segment by it a moment later.
        if (tagsOf.get(row.code)?.some(isTaken) === true) return true;
        return state?.revision !== row.revision || now - state.keptAt.getTime() >= wait;
      });
    },
    { readOnly: true },
  );
  if (due.length === 0) return 0;
  await moveEvents(deps);
  let computed = 0;
  for (const { code, revision } of due) {
    const done = await deps.database
      .transaction((tx) => refreshOne(deps, tx, server, code))
      .catch((error: unknown) => {
        if (error instanceof Failure && (error.kind === 'sealed' || error.kind === 'unavailable')) throw error;
        return notComputed(deps, { code, revision }, error, failed);
      });
    if (done === false) return computed;
    if (done === true) {
      failed.delete(code);
      computed += 1;
    }
  }
  return computed;
}

// Where the database itself is gone this throws too, and nothing is tried further.
async function notComputed(
  deps: CustomersDeps,
  { code, revision }: { readonly code: string; readonly revision: number },
  error: unknown,
  failed: Failed,
): Promise<undefined> {
  const trouble = error instanceof Failure ? refusedBecause(error) : FAULT;
  const now = deps.clock.now();
  await deps.database.transaction((tx) => noteTrouble(tx, { segment: code, revision, trouble }, now));
  deps.log.warn({ segment: code, error: errorWithoutValues(error) }, 'a segment could not be computed');
  failed.set(code, { revision, at: now.getTime(), ...(trouble === FAULT ? { wait: FAULT_WAIT_MS } : {}) });
  return undefined;
}

// False when another server keeps memberships.
async function refreshOne(deps: CustomersDeps, tx: Tx, server: string, code: string): Promise<boolean> {
  const now = deps.clock.now();
  if ((await holdKeeping(tx, server, now, new Date(now.getTime() + LEASE_MS))) === undefined) return false;
  const { revision, ordinals, nobody } = await computeSegment(deps, tx, { code, by: 'segments' });
  const state = await findMemberState(tx, code);
  if (state?.revision !== revision) await writeMembers(tx, { segment: code, revision, ordinals, at: now });
  else {
    const before = new OrdinalBits(await readMembers(tx, code));
    const after = new OrdinalBits(ordinals);
    const entered = ordinals.filter((ordinal) => !before.has(ordinal));
    const left = before.ordinals().filter((ordinal) => !after.has(ordinal));
    const changes = [
      ...Array.from(left, (ordinal) => ({ segment: code, ordinal, entered: false })),
      ...Array.from(entered, (ordinal) => ({ segment: code, ordinal, entered: true })),
    ];
    await appendMemberChanges(tx, changes, now);
  }
  await noteSizes(tx, [{ segment: code, revision, size: ordinals.length }], now);
  const trouble: Trouble | undefined = nobody ?? (await goneOfSegment(tx, code));
  await noteTrouble(tx, { segment: code, revision, trouble }, now);
  return true;
}

async function goneOfSegment(tx: Tx, code: string): Promise<Trouble | undefined> {
  const there = await nameable(tx, await allSegments(tx));
  const definition = there.segments.get(code);
  return definition === undefined ? undefined : goneOf(definition, there, new Set([code]));
}
