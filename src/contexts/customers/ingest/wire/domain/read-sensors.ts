import { hash } from 'node:crypto';
import {
  LARGEST_EVENT,
  type Members,
  membersOf,
  problem,
  type ReadBody,
  readId,
  readMembers,
  readName,
  readTime,
  type SourceEvent,
  type WireProblem,
} from './source-event.ts';

const MOST_EVENTS = 2500;

/**
 * Reads what 神策's clients put into `data` (one record) or `data_list` (several), already decoded from base64. `track` is an event,
 * `track_signup` joins the device's number to the login number, `profile_*` are traits.
 * Source: the data format of Sensors Analytics and the npm packages sa-sdk-javascript 1.27 and sa-sdk-node 1.2.
 */
export function readSensors(decoded: unknown): ReadBody {
  const records: readonly unknown[] = Array.isArray(decoded) ? decoded : [decoded];
  if (records.length > MOST_EVENTS)
    return {
      events: [],
      problems: [problem('data_list', `最多${MOST_EVENTS}个事件`, `at most ${MOST_EVENTS} events`)],
    };
  const events: { index: number; event: SourceEvent }[] = [];
  const problems: WireProblem[] = [];
  for (const [index, record] of records.entries()) {
    const read = readRecord(record, Array.isArray(decoded) ? `data_list[${index}]` : 'data');
    if ('event' in read) events.push({ index, event: read.event });
    else problems.push(read);
  }
  return { events, problems };
}

function readRecord(record: unknown, path: string): { event: SourceEvent } | WireProblem {
  const members = membersOf(record);
  if (members === undefined) return problem(path, '应为对象', 'must be an object');
  const text = JSON.stringify(members);
  if (Buffer.byteLength(text) > LARGEST_EVENT) return problem(path, '事件超过32 KB', 'the event exceeds 32 KB');
  const kind = typeof members['type'] === 'string' ? members['type'] : '';
  const distinct = readId(members['distinct_id'], `${path}.distinct_id`);
  if (!('id' in distinct)) return distinct;
  if (distinct.id === undefined) return problem(`${path}.distinct_id`, '缺少 distinct_id', 'distinct_id is missing');
  const properties = readMembers(members['properties'], `${path}.properties`);
  if (!('members' in properties)) return properties;
  const original = readId(members['original_id'], `${path}.original_id`);
  if (!('id' in original)) return original;
  // The device's number and the login number share one member; only the latter is the company's own number of a person.
  const identified =
    properties.members['$is_login_id'] === true || membersOf(members['identities'])?.['$identity_login_id'];
  const login = identified || kind.startsWith('profile_') || kind === 'track_signup' ? distinct.id : undefined;
  const base = {
    messageId: messageIdOf(members, text),
    userId: login,
    anonymousId: login === undefined ? distinct.id : undefined,
    happenedAt: readTime(members['time']),
    sentAt: readTime(members['_flush_time']),
    consentFlag: undefined,
  };
  if (kind === 'track') {
    const name = readName(members['event'], `${path}.event`);
    if (!('name' in name)) return name;
    return event({ ...base, type: 'track', name: name.name, properties: properties.members });
  }
  if (kind === 'track_signup') return event({ ...base, type: 'alias', previousId: original.id });
  if (kind === 'profile_set' || kind === 'profile_set_once')
    return event({ ...base, type: 'identify', traits: properties.members });
  if (/^(?:profile|item|track)_/.test(kind)) return event({ ...base, type: 'group', traits: properties.members });
  return problem(`${path}.type`, '未知的事件类型', 'unknown type of event');
}

type Told = Pick<
  SourceEvent,
  'type' | 'messageId' | 'userId' | 'anonymousId' | 'happenedAt' | 'sentAt' | 'consentFlag'
>;

function event(told: Told & Partial<SourceEvent>): { event: SourceEvent } {
  return { event: { previousId: undefined, name: undefined, properties: {}, traits: {}, ...told } };
}

// The clients number events by chance alone, and older ones not at all: then the record itself, which holds its millisecond, is its number.
function messageIdOf(members: Members, text: string): string {
  const track = members['_track_id'];
  return `sa:${typeof track === 'number' ? `${track}:` : ''}${hash('sha256', text, 'base64url').slice(0, 32)}`;
}
