import { describe, expect, it } from 'vitest';
import type { RetentionState } from '../../consent/index.ts';
import type { Activity } from '../../register/index.ts';
import { nothingStands } from './needed-until.ts';

const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const NOW = at(100);
const activity = (code: string, basis: 'consent' | 'contract', endedAt: Date | null = null) =>
  ({
    code,
    basis,
    endedAt,
    savedAt: at(1),
    fields: [],
    retention: { days: 30, atEnd: 'erase' },
  }) as unknown as Activity;
const state = (code: string, until: Date | null, grants: RetentionState['grants'] = []): RetentionState => ({
  person: 'p',
  activity: code,
  standingUntil: until,
  standingAt: at(1),
  grants,
});
const stands = (states: RetentionState[], activities: Activity[], orders: Parameters<typeof nothingStands>[2] = []) =>
  nothingStands(states, new Map(activities.map((each) => [each.code, each])), orders, NOW);

describe('nothing stands about somebody', () => {
  it('when every activity has ended for them, by what ended last', () => {
    const grant = { givenAt: at(2), keepUntil: at(400), validUntil: null, usedAt: null, withdrawnAt: at(90) };
    expect(
      stands(
        [state('order', at(50)), state('news', null, [grant])],
        [activity('order', 'contract'), activity('news', 'consent')],
      ),
    ).toEqual({ endedBy: 'consent-withdrawn', activities: ['news', 'order'] });
    expect(stands([state('order', at(300))], [activity('order', 'contract', at(60))])?.endedBy).toBe(
      'purpose-achieved',
    );
    const order = { activity: 'order', fields: [], ground: 'unlawful' as const, at: at(70) };
    expect(stands([state('order', at(300))], [activity('order', 'contract')], [order])?.endedBy).toBe('unlawful');
  });

  it('never while one goes on, was only asked, has no known end, is of no known activity, or nothing was ever written', () => {
    expect(stands([state('order', at(101))], [activity('order', 'contract')])).toBeUndefined();
    expect(stands([state('news', null)], [activity('news', 'consent')])).toBeUndefined();
    expect(stands([state('order', null)], [activity('order', 'contract')])).toBeUndefined();
    expect(stands([state('gone', at(2))], [])).toBeUndefined();
    expect(stands([], [activity('order', 'contract')])).toBeUndefined();
    const partly = { activity: 'order', fields: ['name'], ground: 'unlawful' as const, at: at(70) };
    expect(stands([state('order', at(300))], [activity('order', 'contract')], [partly])).toBeUndefined();
  });
});
