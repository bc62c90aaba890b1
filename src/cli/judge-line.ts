import { judge, type Verdict } from '../contexts/law/index.ts';

function malformed(zh: string, en: string): Verdict {
  return {
    outcome: 'deny',
    articles: ['PIPL 69'],
    reasons: [{ code: 'facts.malformed-line', article: 'PIPL 69', zh, en }],
    conditions: [],
    unknownFields: [],
  };
}

function answer(id: unknown, verdict: Verdict): string {
  return JSON.stringify({ id: id === undefined ? null : id, ...verdict });
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
  return answer(id, judge(facts));
}
