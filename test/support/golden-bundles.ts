import { redactionOf } from '../../src/contexts/rights/domain/redaction.ts';
import { ACCOUNT, openBundleLine, PAGE } from './bundle-line.ts';
import { PERSON_A, PERSON_B } from './evidence-house.ts';

/** A bundle to be kept, with the key of its log. */
export interface GoldenBundle {
  readonly name: string;
  readonly text: string;
  readonly key: string;
}

/** Makes small bundles of every form that the product issues, of synthetic people on a log of their own. */
export async function makeGoldenBundles(): Promise<GoldenBundle[]> {
  const line = await openBundleLine();
  const { database, evidence, clock } = line.house;
  try {
    clock.advance(60_000);
    await database.transaction((tx) =>
      evidence.recordAct(tx, {
        kind: 'withdrawal',
        person: PERSON_A,
        payload: { activity: 'marketing', channel: 'sms', through: 'sms-reply' },
      }),
    );
    clock.advance(60_000);
    const person = await line.issue({ related: [line.notice] });
    clock.advance(60_000);
    const redacted = await line.issue({ related: [line.notice], redaction: redactionOf(['channel']) });
    clock.advance(60_000);
    const answers = await database.transaction((tx) =>
      evidence.recordActs(tx, [
        { kind: 'consent', person: PERSON_A, payload: { activity: 'marketing', answer: 'granted' } },
        { kind: 'refusal', person: PERSON_B, payload: { activity: 'marketing', answer: 'refused' } },
      ]),
    );
    await evidence.coverActs();
    const subject = { activity: 'marketing', from: '2026-11-11T00:00:00.000Z', to: '2026-11-12T00:00:00.000Z' };
    const activity = await database.transaction(async (tx) => {
      const related = [line.notice, line.place.receipt];
      const parts = await evidence.activityBundle(tx, { subject, related, people: answers.map(({ id }) => id) });
      return evidence.sealBundle({ parts, notices: [{ html: PAGE }], account: ACCOUNT });
    });
    const key = `${evidence.verifierKey()}\n`;
    return [
      { name: 'v2-person', text: person, key },
      { name: 'v2-redacted', text: redacted, key },
      { name: 'v2-activity', text: activity, key },
    ];
  } finally {
    await line.house.close();
  }
}
