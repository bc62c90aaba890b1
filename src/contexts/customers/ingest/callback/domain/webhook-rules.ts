import type { Channel } from '../../../../register/index.ts';
import {
  type Members,
  membersOf,
  problem,
  readId,
  readMembers,
  readName,
  readTime,
  type SourceEvent,
  type WireProblem,
} from '../../wire/domain/source-event.ts';
import type { CallbackContent, No } from './callback-content.ts';

/** How messages of one kind are read; the first rule that fits a message counts. Paths are dotted names of members, for example `data.customer.id`. */
export interface WebhookRule {
  /** Which messages: those that have this text at this path. Without it, all. */
  readonly when?: { readonly path: string; readonly equals: string };
  /** Something that happened; what is known of a person; or a person's no. */
  readonly as: 'event' | 'person' | 'no';
  /** `event`: its name in the tracking plan. */
  readonly name?: string;
  /** A list in the message: each of its members is read by itself, with paths from there. */
  readonly items?: string;
  /** The person's number at the source. */
  readonly person: string;
  /** When it happened: RFC 3339, or seconds or milliseconds since 1970. */
  readonly at?: string;
  /** `event`: properties of the tracking plan; `person`: traits (name, email, phone, …); each with its path. */
  readonly values?: Readonly<Record<string, string>>;
  /** `no`: the channel; without it, all. */
  readonly channel?: Channel;
}

const MOST_ITEMS = 1000;
const DEEPEST_PATH = 10;
const SECONDS_BELOW = 100_000_000_000;

/** What a message says by the declared rules, with what in it could not be read. */
export function webhookContent(
  rules: readonly WebhookRule[],
  message: { readonly id: string; readonly value: unknown },
): { content: CallbackContent; problems: readonly WireProblem[] } {
  const rule = rules.find(({ when }) => when === undefined || String(at(message.value, when.path)) === when.equals);
  if (rule === undefined)
    return { content: { happenedAt: undefined, events: [], noes: [], noted: ['no-rule'] }, problems: [] };
  const listed = rule.items === undefined ? [message.value] : at(message.value, rule.items);
  if (!Array.isArray(listed) || listed.length > MOST_ITEMS)
    return empty(problem(rule.items ?? '', `应为最多${MOST_ITEMS}项的列表`, `must be a list of at most ${MOST_ITEMS}`));
  const events: SourceEvent[] = [];
  const noes: No[] = [];
  const problems: WireProblem[] = [];
  listed.forEach((item: unknown, index) => {
    const prefix = rule.items === undefined ? '' : `${rule.items}[${index}].`;
    const read = readItem(rule, item, `${message.id}/${index}`, prefix);
    if ('zh' in read) problems.push(read);
    else if ('by' in read) noes.push(read);
    else events.push(read);
  });
  return { content: { happenedAt: undefined, events, noes, noted: [] }, problems };
}

function empty(found: WireProblem) {
  return { content: { happenedAt: undefined, events: [], noes: [], noted: [] }, problems: [found] };
}

function readItem(rule: WebhookRule, item: unknown, id: string, prefix: string): SourceEvent | No | WireProblem {
  const person = readId(at(item, rule.person), prefix + rule.person);
  if ('zh' in person) return person;
  if (person.id === undefined) return problem(prefix + rule.person, '缺少人员编号', "the person's number is missing");
  if (rule.as === 'no')
    return { userId: person.id, by: 'webhook', ...(rule.channel === undefined ? {} : { channel: rule.channel }) };
  const named = rule.as === 'event' ? readName(rule.name, 'name') : undefined;
  if (named !== undefined && 'zh' in named) return named;
  const values = readMembers(valuesOf(rule, item), `${prefix}values`);
  if ('zh' in values) return values;
  const told = rule.at === undefined ? undefined : at(item, rule.at);
  return {
    type: rule.as === 'event' ? 'track' : 'identify',
    messageId: id,
    userId: person.id,
    anonymousId: undefined,
    previousId: undefined,
    name: named?.name,
    properties: rule.as === 'event' ? values.members : {},
    traits: rule.as === 'person' ? values.members : {},
    happenedAt: readTime(typeof told === 'number' && Math.abs(told) < SECONDS_BELOW ? told * 1000 : told),
    sentAt: undefined,
    consentFlag: undefined,
  };
}

function valuesOf(rule: WebhookRule, item: unknown): Members {
  return Object.fromEntries(
    Object.entries(rule.values ?? {}).flatMap(([name, path]) => {
      const value = at(item, path);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

// Own members only: a path may not reach what every object has.
function at(value: unknown, path: string): unknown {
  let found: unknown = value;
  for (const step of path.split('.').slice(0, DEEPEST_PATH)) {
    const members = membersOf(found);
    if (members === undefined || !Object.hasOwn(members, step)) return undefined;
    found = members[step];
  }
  return found;
}
