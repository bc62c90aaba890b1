import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import type { RetentionState } from '../../consent/index.ts';
import type { Activity, FieldCode } from '../../register/index.ts';
import {
  actionAtEnd,
  type ErasureOrder,
  fieldNeed,
  lockEnd,
  type Need,
  nothingStands,
} from '../domain/needed-until.ts';
import { lockPersonKeys } from '../store/person-key-table.ts';
import {
  deleteSomeFields,
  endIsProven,
  finishRun,
  insertRetentionAct,
  insertRun,
  type KeptField,
  keptFields,
  lockFields,
  moveRun,
  nextPersons,
  openRun,
  selectOrders,
  setNeeds,
} from '../store/retention-table.ts';
import type { RetentionDeps } from './retention-deps.ts';

const PERSONS_A_STEP = 100;

/** Begins a sweep unless one is under way; whether it began. */
export async function beginRetention(deps: RetentionDeps, tx: Tx, by: string): Promise<boolean> {
  return insertRun(tx, { id: newId(deps.clock), by, at: deps.clock.now() });
}

/**
 * Goes on with the sweep that is under way, if any, to its end: until when each value is needed is written down, and what nobody needs any more is
 * erased or locked, each with its entry. A batch and the sweep's position commit together, so a process may die at any point and another goes on.
 */
export async function runRetention(
  deps: RetentionDeps,
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  signal?: AbortSignal,
): Promise<void> {
  for (let more = true; more && signal?.aborted !== true; ) more = await transaction((tx) => step(deps, tx));
}

async function step(deps: RetentionDeps, tx: Tx): Promise<boolean> {
  const run = await openRun(tx);
  if (run === undefined) return false;
  // Whoever holds values, and whoever the gate knows without any: of both it must end when nothing stands about them.
  const known = await deps.gate.nextSubjects(tx, run.position, PERSONS_A_STEP);
  const holders = await nextPersons(tx, run.position, PERSONS_A_STEP);
  const persons = [...new Set([...known, ...holders])].sort().slice(0, PERSONS_A_STEP);
  const last = persons.at(-1);
  if (last === undefined) {
    await finishRun(tx, run.id, deps.clock.now());
    return false;
  }
  // Every writer of values holds these locks, in this order.
  await lockPersonKeys(tx, persons);
  const activities = new Map((await deps.register.activities(tx)).map((activity) => [activity.code, activity]));
  const orders = await selectOrders(tx);
  const states = groupBy(await deps.gate.retentionStates(tx, persons), (state) => state.person);
  const fields = groupBy(await keptFields(tx, persons), (field) => field.person);
  const counts = { erased: 0, locked: 0 };
  for (const person of persons) {
    const found = { states: states.get(person) ?? [], fields: fields.get(person) ?? [], activities, orders };
    const done = await settlePerson(deps, tx, person, found);
    counts.erased += done.erased;
    counts.locked += done.locked;
  }
  await moveRun(tx, run.id, { position: last, persons: persons.length, ...counts });
  return true;
}

interface Found {
  readonly states: readonly RetentionState[];
  readonly fields: readonly KeptField[];
  readonly activities: ReadonlyMap<string, Activity>;
  readonly orders: readonly ErasureOrder[];
}

interface Ending {
  readonly field: FieldCode;
  readonly need: Need;
  readonly activities: readonly string[];
}

async function settlePerson(deps: RetentionDeps, tx: Tx, person: string, found: Found) {
  const now = deps.clock.now();
  const live: { person: string; field: string; until: Date; endsBy: string }[] = [];
  const erased: Ending[] = [];
  const locked: Ending[] = [];
  for (const kept of found.fields) {
    const need = fieldNeed(kept.field, found.states, found.activities, found.orders);
    if (need.kind === 'unknown') continue;
    const { last, activities } = need;
    const ending = { field: kept.field, need: last, activities };
    if (last.until > now) {
      if (kept.neededUntil?.getTime() !== last.until.getTime() || kept.endsBy !== last.endedBy)
        live.push({ person, field: kept.field, until: last.until, endsBy: last.endedBy });
    } else if (actionAtEnd(last) === 'erase' || (kept.lockedUntil !== null && kept.lockedUntil <= now))
      erased.push(ending);
    else if (kept.lockedUntil === null) locked.push(ending);
  }
  await setNeeds(tx, live);
  await endFields(deps, tx, person, 'locked', locked);
  await endFields(deps, tx, person, 'erased', erased);
  if (erased.length > 0)
    await deps.fieldsErased(
      tx,
      person,
      erased.map((each) => each.field),
    );
  if (erased.length === found.fields.length) await endPerson(deps, tx, person, found, erased.length > 0);
  return { erased: erased.length, locked: locked.length };
}

// Nothing of them is kept and nothing stands about them: the other contexts are told, whose rows nobody needs either. Where no field went with it, the proof is an
// entry of its own, which names none.
async function endPerson(deps: RetentionDeps, tx: Tx, person: string, found: Found, proven: boolean): Promise<void> {
  const end = nothingStands(found.states, found.activities, found.orders, deps.clock.now());
  if (end === undefined) return;
  await deps.nothingKept(tx, person);
  if (proven || (await endIsProven(tx, person))) return;
  const id = newId(deps.clock);
  const at = deps.clock.now();
  const activities = [...end.activities];
  const payload = { retention: id, action: 'erased', fields: [], endedBy: end.endedBy, activities };
  const receipt = await deps.evidence.recordAct(tx, { kind: 'retention', person, payload, time: at });
  const act = { id, person, fields: [], action: 'erased' as const, endedBy: end.endedBy, activities, at };
  await insertRetentionAct(tx, { ...act, receipt: receipt.id });
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

async function endFields(
  deps: RetentionDeps,
  tx: Tx,
  person: string,
  action: 'erased' | 'locked',
  endings: readonly Ending[],
): Promise<void> {
  const at = deps.clock.now();
  for (const [endedBy, of] of groupBy(endings, (each) => each.need.endedBy)) {
    const id = newId(deps.clock);
    const fields = of.map((each) => each.field);
    const activities = [...new Set(of.flatMap((each) => each.activities))].sort();
    const until = action === 'locked' ? lockEnd(at) : null;
    if (until === null) await deleteSomeFields(tx, person, fields);
    else await lockFields(tx, person, fields, { at, until });
    const payload = {
      retention: id,
      action,
      fields,
      endedBy,
      activities,
      ...(until === null ? {} : { lockedUntil: until.toISOString() }),
    };
    const receipt = await deps.evidence.recordAct(tx, { kind: 'retention', person, payload, time: at });
    await insertRetentionAct(tx, { id, person, fields, action, endedBy, activities, at, receipt: receipt.id });
  }
}
