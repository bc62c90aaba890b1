import type { GateFacts } from './facts-of.ts';

/** The facts of a decision as they may be shown: all but the birth date, which is personal information and stays inside. Pure. */
export function shownFacts(facts: GateFacts): Record<string, unknown> {
  const { birth_date: _withheld, ...subject } = facts.subject;
  return { ...facts, subject };
}
