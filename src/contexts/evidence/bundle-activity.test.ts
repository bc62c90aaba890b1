import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT, type BundleLine, openBundleLine, PAGE, replaceAt } from '../../../test/support/bundle-line.ts';
import { PERSON_A, PERSON_B } from '../../../test/support/evidence-house.ts';
import { verify } from '../../../verifier/src/verify.ts';
import type { Json } from '../../platform/crypto/index.ts';

let line: BundleLine;
beforeAll(async () => {
  line = await openBundleLine();
});
afterAll(() => line.house.close());

describe('the bundle of an activity', () => {
  const period = { from: '2026-11-11T00:00:00.000Z', to: '2026-11-12T00:00:00.000Z' };
  const subject = { activity: 'marketing', ...period };

  async function issueOf(people: string[] | { consent: number; refusal: number; withdrawal: number }): Promise<string> {
    await line.house.evidence.coverActs();
    return line.house.database.transaction(async (tx) => {
      const related = [line.notice, line.place.receipt];
      const parts = await line.house.evidence.activityBundle(tx, { subject, related, people });
      return line.house.evidence.sealBundle({ parts, notices: [{ html: PAGE }], account: ACCOUNT });
    });
  }

  async function consents(): Promise<string[]> {
    const receipts = await line.house.database.transaction((tx) =>
      line.house.evidence.recordActs(
        tx,
        [PERSON_A, PERSON_B].map((person) => ({ kind: 'consent', person, payload: { activity: 'marketing', person } })),
      ),
    );
    return receipts.map(({ id }) => id);
  }

  it('shows acts that name nobody, and of people’s answers only that they are there', async () => {
    const bundle = await issueOf(await consents());
    expect(bundle).not.toContain(PERSON_A);
    expect(bundle).not.toContain(PERSON_B);
    const verdict = verify(bundle, { now: line.house.clock.now() });
    expect(verdict.ok ? verdict.account.en : verdict.reason).toContain('consent 2');
    expect(verdict.ok ? verdict.account.zh : '').toContain('处理活动：marketing');
  });

  it('may only count the answers, and says whose word that is', async () => {
    const verdict = verify(await issueOf({ consent: 70_000, refusal: 2, withdrawal: 3 }));
    expect(verdict.ok ? verdict.account.en : verdict.reason).toContain("their numbers are the issuer's word");
  });

  it('is refused after a change, by whoever signs', async () => {
    const original = await issueOf(await consents());
    const reseal = (change: (bundle: Record<string, Json>) => void) => line.resealed(original, change);
    const changes: ((bundle: Record<string, Json>) => void)[] = [
      (bundle) => replaceAt(bundle, ['subject', 'activity'], 'profiling'),
      (bundle) => replaceAt(bundle, ['subject', 'to'], '2026-11-11T06:00:00.000Z'),
      (bundle) => replaceAt(bundle, ['subject', 'from'], period.to),
      (bundle) => replaceAt(bundle, ['counts', 'consent'], 1),
      (bundle) => replaceAt(bundle, ['counts', 'use-batch'], 0),
      (bundle) => replaceAt(bundle, ['counts'], null),
      (bundle) => (bundle['people'] as Json[]).pop(),
      (bundle) => (bundle['people'] as Json[]).reverse(),
      (bundle) => replaceAt(bundle, ['people', 0, 'opening'], { salt: 'A'.repeat(43), payload: {} }),
      (bundle) => replaceAt(bundle, ['subject'], { person: PERSON_A }),
    ];
    expect(verify(reseal(() => undefined))).toMatchObject({ ok: true });
    for (const change of changes) expect(verify(reseal(change)), String(change)).toMatchObject({ ok: false });
  });
});
