import { type Definition, partsOf } from './definition.ts';

/** How the people of a segment are kept: with every event, or computed anew every so many minutes. */
export type Mode = 'live' | 'refreshed';

/**
 * The mode of a definition whose named segments have been put in their places. What one person's own numbers decide is live: counts, sums, first and last,
 * windows, traits. What needs the order of events, compares people with each other or is itself computed now and then is refreshed.
 */
export function modeOf(definition: Definition): Mode {
  if ('sequence' in definition || 'rfm' in definition || 'tag' in definition || 'computed' in definition)
    return 'refreshed';
  return partsOf(definition).some((part) => modeOf(part) === 'refreshed') ? 'refreshed' : 'live';
}
