import type { Tx } from '../../../../platform/database/index.ts';
import type { FieldCode } from '../../../register/index.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { appendEvents, type BehaviourEvent, knownRowKeys } from '../../events/event-log.ts';
import { findByIdentifiers } from '../../identity/store/person-store.ts';
import type { ArrivalRate } from './arrival-rate.ts';
import { Counts } from './domain/counts.ts';
import { isRefusal } from './domain/is-refusal.ts';
import type { SourceEvent } from './domain/source-event.ts';
import { scrubbedName, withoutPersonal } from './domain/strip-personal.ts';
import { applyPlan, type Planned, type PlannedEvent } from './domain/tracking-plan.ts';
import { feedIdentities } from './feed-identities.ts';
import { keepGroups } from './keep-groups.ts';
import { ownerKey } from './owner-key.ts';
import { eventsOf, type FiledEvent, type Owner } from './read-arrivals.ts';
import {
  deleteArrivals,
  filedBefore,
  forgetFiled,
  lockFiling,
  oldestArrival,
  oldestArrivals,
  rememberFiled,
} from './store/arrival-store.ts';
import { addAnonymous, addCounts, findSource, readPlan, type SourceRow } from './store/source-store.ts';
import { storeTraits } from './store-traits.ts';
import { welcomePeople } from './welcome-people.ts';

const NO_RUSH = { rush: false };
/** About so many events in one transaction. */
const BATCH = 2000;
const REMEMBERED_MS = 2 * 86_400_000;
/** Milliseconds for which events wait at most while more of them come than can be filed beside. */
const LONGEST_WAIT_MS = 15_000;

/**
 * Files what has arrived: each event goes into the log of the person whose user number it carries, if the gate permits to collect and analyse
 * it, or into a count. Everything of an arrival, and its removal, is one transaction: after a crash it is filed once or still there.
 * Returns how many events were filed. Another process that files at the same time is left to it. During a rush, filing waits until the oldest
 * event has waited for 15 seconds: what is durable may wait, what is being sent may not.
 */
export async function fileEvents(deps: CustomersDeps, rate: Pick<ArrivalRate, 'rush'> = NO_RUSH): Promise<number> {
  let filed = 0;
  for (;;) {
    if (rate.rush && (await waitedMs(deps)) < LONGEST_WAIT_MS) return filed;
    await welcomePeople(deps, BATCH);
    const done = await deps.database.transaction((tx) => fileBatch(deps, tx));
    if (done === 0) return filed;
    filed += done;
  }
}

async function waitedMs({ clock, database }: Pick<CustomersDeps, 'clock' | 'database'>): Promise<number> {
  const oldest = await database.transaction(oldestArrival, { readOnly: true });
  return oldest === undefined ? 0 : clock.now().getTime() - oldest.getTime();
}

async function fileBatch(deps: CustomersDeps, tx: Tx): Promise<number> {
  if (!(await lockFiling(tx))) return 0;
  const arrivals = await oldestArrivals(tx, BATCH);
  let filed = 0;
  for (const code of new Set(arrivals.map((arrival) => arrival.source))) {
    const source = await findSource(tx, code);
    const events = arrivals.filter((arrival) => arrival.source === code).flatMap((arrival) => eventsOf(deps, arrival));
    filed += events.length;
    if (source !== undefined) await fileOfSource(deps, tx, source, events);
  }
  await deleteArrivals(
    tx,
    arrivals.map((arrival) => arrival.seq),
  );
  await forgetFiled(tx, new Date(deps.clock.now().getTime() - REMEMBERED_MS));
  return filed;
}

/** Files events of one source in the caller's transaction: into the log of whom they belong to, or into a count. */
export async function fileOfSource(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  arrived: readonly FiledEvent[],
): Promise<void> {
  const counts = new Counts();
  const fresh = await withoutKnown(tx, arrived, counts);
  const owners = await ownersOf(deps, tx, source, fresh);
  const plan = new Map((await readPlan(tx, source.code)).map((event) => [event.name, event]));
  const refused = await refusedOwners(deps, tx, source, plan, owners);
  const kept: Kept[] = [];
  const rowless: FiledEvent[] = [];
  fresh.forEach((filed, index) => {
    const { event } = filed;
    if (filed.corrected) counts.add('clock', 'corrected');
    const owner = owners[index];
    const reason = owner === undefined ? 'unknown-person' : refused.get(owner.ordinal);
    const planned = plannedOf(source, plan, event, counts);
    if (owner !== undefined && reason === undefined && planned !== 'blocked' && event.name !== undefined) {
      // Names are kept in clear: one that nobody declared loses what the scanner knows in it.
      const name = plan.has(event.name) ? event.name : scrubbedName(event.name);
      kept.push({ filed, owner, planned, name });
      return;
    }
    rowless.push(filed);
    if (planned === 'blocked') counts.add('event', 'blocked');
    else if (owner === undefined || reason !== undefined) counts.addDenied(source, filed, reason ?? 'unknown-person');
    else counts.add('event', event.type === 'identify' ? 'identified' : 'noted');
  });
  await append(deps, tx, source, kept, counts);
  await rememberFiled(
    tx,
    rowless.map((filed) => filed.rowKey),
    deps.clock.now(),
  );
  await storeTraits(deps, tx, source, fresh, owners, refused, counts);
  await keepGroups(deps, tx, source, fresh, owners, refused, counts);
  await feedIdentities(deps, tx, source, fresh, owners, refused);
  await addCounts(tx, source.code, hourOf(deps.clock.now()), counts.rows());
  await addAnonymous(tx, source.code, counts.anonymous());
}

/** An event that is kept, under the name that stands in the log of events. */
interface Kept {
  readonly filed: FiledEvent;
  readonly owner: Owner;
  readonly planned: Planned;
  readonly name: string;
}

async function withoutKnown(tx: Tx, arrived: readonly FiledEvent[], counts: Counts): Promise<FiledEvent[]> {
  const keys = arrived.map((filed) => filed.rowKey);
  const known = await knownRowKeys(tx, keys);
  for (const key of await filedBefore(tx, keys)) known.add(key);
  return arrived.filter(({ rowKey: key }) => {
    if (known.has(key)) {
      counts.add('event', 'duplicate');
      return false;
    }
    known.add(key);
    return true;
  });
}

/** Whose events they are, in their order; a device's number alone names nobody. */
async function ownersOf(
  deps: Pick<CustomersDeps, 'vault'>,
  tx: Tx,
  source: SourceRow,
  events: readonly FiledEvent[],
): Promise<(Owner | undefined)[]> {
  const users = [...new Set(events.flatMap(({ event }) => event.userId ?? []))];
  const keys = users.map((value) => ownerKey(deps, source, value));
  const found = await findByIdentifiers(tx, keys);
  const owners = new Map(users.map((user, index) => [user, found[index]]));
  return events.map(({ event }) => (event.userId === undefined ? undefined : owners.get(event.userId)));
}

// Collecting behaviour in order to analyse it takes both: that the analysis is permitted, and that this may be collected now.
async function refusedOwners(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  plan: ReadonlyMap<string, PlannedEvent>,
  owners: readonly (Owner | undefined)[],
): Promise<Map<number, string>> {
  const people = new Map(owners.flatMap((owner) => (owner === undefined ? [] : [[owner.ordinal, owner]])));
  const refused = new Map<number, string>();
  if (people.size === 0) return refused;
  const fields = fieldsOf(plan);
  const { activity } = source;
  const ordinals = Uint32Array.from([...people.keys()].sort((a, b) => a - b));
  const { allowed } = await deps.gate.decidePopulation(tx, { activity, operation: 'use', fields, ordinals });
  const permitted = new Set(allowed);
  for (const ordinal of ordinals) if (!permitted.has(ordinal)) refused.set(ordinal, 'not-permitted');
  const rest = [...people.values()].filter(({ ordinal }) => permitted.has(ordinal));
  for (const owner of await notCollectable(deps, tx, source, fields, rest)) refused.set(owner.ordinal, 'not-permitted');
  return refused;
}

function fieldsOf(plan: ReadonlyMap<string, PlannedEvent>): FieldCode[] {
  const bound = [...plan.values()].flatMap((event) => Object.values(event.properties).map(({ field }) => field));
  return [...new Set<FieldCode>(['behaviour', ...bound])];
}

async function notCollectable(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  fields: readonly FieldCode[],
  owners: readonly Owner[],
): Promise<Owner[]> {
  if (owners.length === 0 || (await mayCollect(deps, tx, source, fields, owners))) return [];
  if (owners.length === 1) return [...owners];
  const middle = owners.length >> 1;
  return [
    ...(await notCollectable(deps, tx, source, fields, owners.slice(0, middle))),
    ...(await notCollectable(deps, tx, source, fields, owners.slice(middle))),
  ];
}

async function mayCollect(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  fields: readonly FieldCode[],
  owners: readonly Owner[],
): Promise<boolean> {
  try {
    const persons = owners.map(({ person }) => person);
    await deps.gate.collect(tx, { activity: source.activity, source: 'from_individual', fields, persons });
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

function plannedOf(
  source: SourceRow,
  plan: ReadonlyMap<string, PlannedEvent>,
  event: SourceEvent,
  counts: Counts,
): Planned | 'blocked' {
  if (event.name === undefined) return { kept: {}, quantity: null, amountFen: null, word: null, undeclared: [] };
  const declared = plan.get(event.name);
  if (declared === undefined) counts.add('undeclared-event', scrubbedName(event.name));
  if (declared === undefined && source.undeclared === 'block') return 'blocked';
  const applied = applyPlan(declared, event.properties, source.undeclared === 'report');
  const { planned, stripped } = withoutPersonal(applied);
  for (const { name, kind } of stripped)
    counts.add('personal-property', `${scrubbedName(`${event.name}.${name}`).slice(0, 100)}|${kind}`);
  if (declared !== undefined)
    for (const name of planned.undeclared)
      counts.add('undeclared-property', scrubbedName(`${event.name}.${name}`).slice(0, 120));
  return planned;
}

async function append(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  kept: readonly Kept[],
  counts: Counts,
): Promise<void> {
  const sealed = await deps.vault.sealForPersons(
    tx,
    kept.map(({ filed, owner, planned }) => ({
      person: owner.person,
      label: `behaviour/${filed.rowKey}` as const,
      bytes: Buffer.from(
        JSON.stringify({ source: source.code, properties: planned.kept, consentFlag: filed.event.consentFlag }),
      ),
    })),
  );
  const events = kept.map(
    ({ filed, owner, planned, name }, index): BehaviourEvent => ({
      ordinal: owner.ordinal,
      name,
      at: filed.at,
      quantity: planned.quantity,
      amountFen: planned.amountFen,
      word: planned.word,
      properties: sealed[index] ?? null,
      rowKey: filed.rowKey,
    }),
  );
  counts.add('event', 'kept', (await appendEvents(tx, events)).size);
}

/** The hour under which something is counted. */
export function hourOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
}
