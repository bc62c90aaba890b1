import {
  EVENT_TYPES,
  type EventType,
  LARGEST_BATCH,
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
  tooLarge,
  type WireProblem,
} from './source-event.ts';

/** How a route is called: one event of a type, or a batch of events that name theirs. */
export type SegmentCall = EventType | 'batch';

const MOST_EVENTS = 2500;

/**
 * Reads the parsed body of a Segment call. An event that can't be taken is a problem with its path and spoils no other; a body that
 * can't be read at all has no events, and one that is too large as a whole says so. `size` is the length of the body in bytes.
 * Source: the HTTP tracking API of Segment (32 KB an event, 500 KB a batch).
 */
export function readSegment(call: SegmentCall, body: unknown, size: number): ReadBody {
  const envelope = membersOf(body);
  if (envelope === undefined) return only(problem('', '应为 JSON 对象', 'must be a JSON object'));
  if (call !== 'batch') {
    if (size > LARGEST_EVENT) return only(problem('', '事件超过32 KB', 'the event exceeds 32 KB'));
    const read = readEvent({ ...envelope, type: call }, '', envelope);
    return 'event' in read ? { events: [{ index: 0, event: read.event }], problems: [] } : only(read);
  }
  if (size > LARGEST_BATCH) return only(tooLarge('', '批次超过500 KB', 'the batch exceeds 500 KB'));
  const batch = envelope['batch'];
  if (!Array.isArray(batch)) return only(problem('batch', '应为数组', 'must be an array'));
  if (batch.length > MOST_EVENTS)
    return only(problem('batch', `最多${MOST_EVENTS}个事件`, `at most ${MOST_EVENTS} events`));
  const events: { index: number; event: SourceEvent }[] = [];
  const problems: WireProblem[] = [];
  // A batch within the limit of one event holds none above it.
  const mayExceed = size > LARGEST_EVENT;
  for (const [index, each] of batch.entries()) {
    const read = readMember(each, `batch[${index}]`, envelope, mayExceed);
    if ('event' in read) events.push({ index, event: read.event });
    else problems.push(read);
  }
  return { events, problems };
}

function readMember(
  each: unknown,
  path: string,
  envelope: Members,
  mayExceed: boolean,
): { event: SourceEvent } | WireProblem {
  const members = membersOf(each);
  if (members === undefined) return problem(path, '应为对象', 'must be an object');
  if (mayExceed && Buffer.byteLength(JSON.stringify(members)) > LARGEST_EVENT)
    return problem(path, '事件超过32 KB', 'the event exceeds 32 KB');
  return readEvent(members, `${path}.`, envelope);
}

function readEvent(members: Members, path: string, envelope: Members): { event: SourceEvent } | WireProblem {
  const type = EVENT_TYPES.find((each) => each === members['type']);
  if (type === undefined) return problem(`${path}type`, '未知的事件类型', 'unknown type of event');
  const ids = readIds(members, path);
  if (!('userId' in ids)) return ids;
  if (type === 'alias' && (ids.previousId === undefined || ids.userId === undefined))
    return problem(`${path}previousId`, 'alias 需要 previousId 与 userId', 'alias needs previousId and userId');
  if (ids.userId === undefined && ids.anonymousId === undefined)
    return problem(`${path}userId`, '需要 userId 或 anonymousId', 'userId or anonymousId is needed');
  const name = nameOf(type, members, path);
  if (name !== undefined && !('name' in name)) return name;
  const properties = readMembers(members['properties'], `${path}properties`);
  if (!('members' in properties)) return properties;
  const traits = readMembers(members['traits'], `${path}traits`);
  if (!('members' in traits)) return traits;
  const context = membersOf(members['context']);
  return {
    event: {
      type,
      ...ids,
      name: name?.name,
      properties: properties.members,
      traits: traits.members,
      happenedAt: readTime(members['originalTimestamp'] ?? members['timestamp']),
      sentAt: readTime(members['sentAt'] ?? envelope['sentAt']),
      consentFlag: context?.['consent'],
    },
  };
}

type Ids = Pick<SourceEvent, 'messageId' | 'userId' | 'anonymousId' | 'previousId'>;

function readIds(members: Members, path: string): Ids | WireProblem {
  const found: Record<string, string | undefined> = {};
  for (const name of ['messageId', 'userId', 'anonymousId', 'previousId'] as const) {
    const read = readId(members[name], `${path}${name}`);
    if (!('id' in read)) return read;
    found[name] = read.id;
  }
  const { messageId, userId, anonymousId, previousId } = found;
  return { messageId, userId, anonymousId, previousId };
}

function nameOf(type: EventType, members: Members, path: string): { name: string } | WireProblem | undefined {
  if (type === 'track') return readName(members['event'], `${path}event`);
  return type === 'page' || type === 'screen' ? { name: `@${type}` } : undefined;
}

function only(found: WireProblem): ReadBody {
  return { events: [], problems: [found] };
}
