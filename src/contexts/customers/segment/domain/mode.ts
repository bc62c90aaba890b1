import { type Definition, partsOf } from './definition.ts';

/** How the people of a segment are kept: with every event, or computed anew every so many minutes. */
export type Mode = 'live' | 'refreshed';

/**
 * The mode of a definition whose named segments have been put in their places. What one person's own numbers decide is live: counts, sums, first and last,
 * windows, traits; and what the gate tells by itself: permission. What needs the order of events, compares people with each other, is itself computed now
 * and then, or is answered in the vault is refreshed.
 */
export function modeOf(definition: Definition): Mode {
  if (REFRESHED.some((kind) => kind in definition)) return 'refreshed';
  // What is counted live is what people bought; whose contact somebody is, is another field, which the gate is asked about by itself.
  if ('trait' in definition && definition.trait.name === 'organisation') return 'refreshed';
  return partsOf(definition).some((part) => modeOf(part) === 'refreshed') ? 'refreshed' : 'live';
}

const REFRESHED = ['sequence', 'rfm', 'tag', 'computed', 'field'] as const;
