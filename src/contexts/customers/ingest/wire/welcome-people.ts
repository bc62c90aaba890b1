import type { Tx } from '../../../../platform/database/index.ts';
import type { FieldCode } from '../../../register/index.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { createPeople, type NewPerson } from '../../identity/create-people.ts';
import { findErased } from '../../identity/find-erased.ts';
import { findByIdentifiers, lockIdentities } from '../../identity/store/person-store.ts';
import { isRefusal } from './domain/is-refusal.ts';
import { numberField, ownerKey } from './owner-key.ts';
import { eventsOf, type FiledEvent } from './read-arrivals.ts';
import { lockFiling, oldestArrivals } from './store/arrival-store.ts';
import { findSource, type SourceRow } from './store/source-store.ts';
import { declaredFields, usable } from './store-traits.ts';

/**
 * Makes the people whom `identify` names for the first time, where the source declares how its people are told and the gate permits to
 * collect; anybody else stays unknown. Somebody who was erased does not come back this way. A transaction for each source, before the
 * events are filed: a refusal must not undo the filing.
 */
export async function welcomePeople(deps: CustomersDeps, batch: number): Promise<void> {
  const found = await deps.database.transaction(async (tx) => {
    if (!(await lockFiling(tx))) return [];
    const arrivals = await oldestArrivals(tx, batch);
    const sources: { source: SourceRow; events: FiledEvent[] }[] = [];
    for (const code of new Set(arrivals.map((arrival) => arrival.source))) {
      const source = await findSource(tx, code);
      if (source === undefined || source.notice === null) continue;
      const events = arrivals
        .filter((arrival) => arrival.source === code)
        .flatMap((arrival) => eventsOf(deps, arrival))
        .filter(({ event }) => event.type === 'identify' && event.userId !== undefined);
      if (events.length > 0) sources.push({ source, events });
    }
    return sources;
  });
  for (const { source, events } of found) await welcome(deps, source, events);
}

/** Makes the people whom these events of one source name and nobody knows yet; who may not be collected stays unknown. */
export async function welcome(deps: CustomersDeps, source: SourceRow, events: readonly FiledEvent[]): Promise<void> {
  try {
    await deps.database.transaction((tx) => make(deps, tx, source, events));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // A minor among them may be why: each is tried alone.
    const users = new Set(events.map(({ event }) => event.userId));
    if (users.size === 1) return;
    for (const user of users)
      await welcome(
        deps,
        source,
        events.filter(({ event }) => event.userId === user),
      );
  }
}

async function make(deps: CustomersDeps, tx: Tx, source: SourceRow, events: readonly FiledEvent[]): Promise<void> {
  const { notice } = source;
  if (notice === null) return;
  await lockIdentities(tx, 'alone');
  const declared = await declaredFields(deps, tx, source);
  const byUser = new Map<string, { first: Date; fields: Map<FieldCode, string> }>();
  for (const { event, at } of events) {
    if (event.userId === undefined) continue;
    const known = byUser.get(event.userId) ?? { first: at, fields: new Map() };
    for (const [field, value] of usable(deps, declared, event.traits)) known.fields.set(field, value);
    byUser.set(event.userId, known);
  }
  const users = [...byUser.keys()];
  const keys = users.map((value) => ownerKey(deps, source, value));
  const there = await findByIdentifiers(tx, keys);
  const people = users.flatMap((user, index): NewPerson[] => {
    const key = keys[index];
    if (key === undefined || there[index] !== undefined) return [];
    const fields = byUser.get(user)?.fields ?? new Map<FieldCode, string>();
    const birthDate = fields.get('birth_date');
    if (declared.has(numberField(source))) fields.set(numberField(source), user);
    return [
      {
        identifiers: [key],
        fields: Object.fromEntries(fields),
        role: 'customer',
        ...(birthDate === undefined ? {} : { birthDate }),
      },
    ];
  });
  const [first] = [...byUser.values()].map((each) => each.first).sort((a, b) => a.getTime() - b.getTime());
  const erased = await findErased(deps, tx, people);
  const welcome = people.filter((_, at) => !erased.has(at));
  await createPeople(deps, tx, welcome, {
    activity: source.activity,
    storedUnder: source.activity,
    source: 'from_individual',
    import: null,
    standing: {
      source: `source:${source.code}`,
      grade: 'B',
      how: notice.how,
      ...(first === undefined ? {} : { noticeShownAt: first }),
    },
  });
}
