import type { Json } from '../../../platform/crypto/index.ts';
import type { Redaction } from '../../evidence/index.ts';

/** What the issuer of a bundle may withhold, in the words of docs/evidence-format.md, section 7. */
export const REDACTIONS = ['channel', 'free-text', 'recipient', 'staff', 'use'] as const;

/** One of them. */
export type RedactionCategory = (typeof REDACTIONS)[number];

// Members whose value, anywhere in a payload, puts it into a category. "through" tells the channel too: a reply by SMS, an unsubscribe link.
const MEMBERS: Readonly<Record<Exclude<RedactionCategory, 'use' | 'staff'>, readonly string[]>> = {
  channel: ['channel', 'through'],
  'free-text': ['purposeNote', 'reason', 'note'],
  recipient: ['recipient', 'recipients'],
};

/** Withholds whole openings: those that say something of one of these categories. Nothing finer, since half an opening proves nothing. */
export function redactionOf(categories: readonly RedactionCategory[]): Redaction {
  const chosen = [...new Set(categories)].sort();
  return {
    categories: chosen,
    withholds: (kind, payload) => chosen.some((category) => fallsUnder(category, kind, payload)),
  };
}

function fallsUnder(category: RedactionCategory, kind: string, payload: Json): boolean {
  if (category === 'use') return kind === 'use-batch';
  if (category === 'staff') return some(payload, (_, value) => typeof value === 'string' && value.startsWith('staff:'));
  const names = MEMBERS[category];
  return some(payload, (name, value) => names.includes(name) && value !== null && !isEmpty(value));
}

function isEmpty(value: Json): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

function some(payload: Json, test: (name: string, value: Json) => boolean): boolean {
  if (typeof payload !== 'object' || payload === null) return false;
  return Object.entries(payload).some(([name, value]) => test(name, value as Json) || some(value as Json, test));
}
