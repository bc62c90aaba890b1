import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode } from '../../register/index.ts';
import { listComputed } from '../computed/store/computed-store.ts';
import { fieldsOfEvents } from '../events/event-fields.ts';
import { listTags } from '../tags/store/tag-store.ts';
import { type Definition, namedComputed, namedOrganisations, namedTags, partsOf } from './domain/definition.ts';

/** A condition that reads events, and how these are called. */
export interface EventsRead {
  readonly condition: Definition;
  readonly names: readonly string[];
}

/**
 * The fields that a definition with its segments in their places reads: what its events are, tags with what each of them says, the employer for organisations;
 * purchases, from which general traits come, for those and where it reads nothing of people by name.
 */
export async function fieldsRead(tx: Tx, definition: Definition): Promise<FieldCode[]> {
  const tags = namedTags(definition);
  const says =
    tags.length === 0 ? [] : (await listTags(tx)).filter(({ code }) => tags.includes(code)).map((tag) => tag.says);
  const employer: FieldCode[] = namedOrganisations(definition).length === 0 ? [] : ['employer'];
  const read = await eventsRead(tx, definition);
  const events = await fieldsOfEvents(
    tx,
    read.flatMap(({ names }) => names),
  );
  const traits: FieldCode[] = employer.length + events.length === 0 || readsTraits(definition) ? ['order_record'] : [];
  return [
    ...new Set<FieldCode>([
      ...events,
      ...traits,
      ...employer,
      ...(tags.length === 0 ? [] : (['tags'] as const)),
      ...says,
    ]),
  ];
}

/** Each condition that reads events; those on computed traits by the event of the trait. */
export async function eventsRead(tx: Tx, definition: Definition): Promise<EventsRead[]> {
  const rules = namedComputed(definition).length === 0 ? [] : await listComputed(tx);
  const eventOf = new Map(rules.map(({ code, spec }) => [code, spec.event]));
  return conditionsOf(definition).flatMap((condition): EventsRead[] => {
    if ('event' in condition) return [{ condition, names: [condition.event.name] }];
    if ('sequence' in condition) return [{ condition, names: condition.sequence.steps }];
    if ('rfm' in condition) return [{ condition, names: [condition.rfm.name] }];
    const name = 'computed' in condition ? eventOf.get(condition.computed.code) : undefined;
    return name === undefined ? [] : [{ condition, names: [name] }];
  });
}

function conditionsOf(definition: Definition): Definition[] {
  const parts = partsOf(definition);
  return parts.length === 0 ? [definition] : parts.flatMap(conditionsOf);
}

function readsTraits(definition: Definition): boolean {
  return conditionsOf(definition).some((each) => 'trait' in each && each.trait.name !== 'organisation');
}
