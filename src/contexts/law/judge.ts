import { readCase } from './domain/case-reading.ts';
import type { Facts } from './domain/facts.ts';
import { firstInstant, lastSecond } from './domain/instant.ts';
import { judgeCase, refuseVocabulary } from './domain/judge-case.ts';
import { readFacts } from './domain/read-facts.ts';
import { DEFAULT_SETTINGS, type LawSettings } from './domain/settings.ts';
import type { Verdict } from './domain/verdict.ts';

const NO_FIELDS: readonly string[] = [];

/**
 * Which end of the day of decision decides, where the moment is a bare date: a date is a whole day, and what is denied at its
 * beginning is not known to be allowed in its course. An instant has one end.
 */
export function decidingEnd(facts: Facts, settings: LawSettings): typeof lastSecond {
  if (facts.decision_at?.length !== 10) return lastSecond;
  const early = judgeCase(readCase(facts, settings, firstInstant), NO_FIELDS);
  return early.outcome === 'deny' ? firstInstant : lastSecond;
}

/**
 * Judges one act of handling personal information by the rules of `docs/law.md`; pure, and never throws.
 * `facts` follows the vocabulary (`readFacts`); what cannot be decided is denied. The first reason and article are the decisive ones.
 */
export function judge(facts: unknown, settings: LawSettings = DEFAULT_SETTINGS): Verdict {
  const read = readFacts(facts);
  if (!read.ok) return refuseVocabulary(read.problems, read.unknownFields);
  const momentOf = decidingEnd(read.facts, settings);
  return judgeCase(readCase(read.facts, settings, momentOf), read.unknownFields);
}
