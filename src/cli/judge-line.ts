import { judge, type Verdict } from '../contexts/law/index.ts';
import { repeatsAKey } from './repeats-a-key.ts';

function malformed(zh: string, en: string): Verdict {
  return {
    outcome: 'deny',
    articles: ['PIPL 69'],
    reasons: [{ code: 'facts.malformed-line', article: 'PIPL 69', zh, en }],
    conditions: [],
    unknownFields: [],
  };
}

/** Bytes of one line; a case of the conformance set has about two thousand. */
export const LINE_LIMIT = 1024 * 1024;

function answer(id: unknown, verdict: Verdict): string {
  // Only a plain id is given back: an id of a hundred thousand brackets could be read, but not written.
  const plain = typeof id === 'string' || typeof id === 'number' || typeof id === 'boolean';
  return JSON.stringify({ id: plain ? id : null, ...verdict });
}

/** The answer to a line of more than `LINE_LIMIT` bytes, which was not read. */
export function lineTooLong(): string {
  return answer(null, malformed('该行超过一兆字节。', 'The line holds more than a mebibyte.'));
}

/** Judges one NDJSON line `{"id", "facts"}` and returns the answer as JSON; a line that cannot be read is denied. */
export function judgeLine(line: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return answer(null, malformed('该行不是有效的 JSON。', 'The line is not valid JSON.'));
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return answer(null, malformed('该行不是 JSON 对象。', 'The line is not a JSON object.'));
  }
  const { id, facts } = parsed as { id?: unknown; facts?: unknown };
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) {
    return answer(id, malformed('缺少 facts 对象。', 'The object "facts" is missing.'));
  }
  if (repeatsAKey(line)) {
    return answer(
      id,
      malformed(
        '同一对象中键重复，事实自相矛盾。',
        'A key stands twice in one object; the facts contradict each other.',
      ),
    );
  }
  return answer(id, judge(facts));
}
