import type { Notice } from '../register/index.ts';
import { redactionOf } from './domain/redaction.ts';
import { type BundleChoice, seal } from './issue-bundle.ts';
import type { RightsContext } from './rights-context.ts';
import { noSuchActivity, periodTooLong } from './rights-failures.ts';

/** Answers of people are listed up to so many; beyond, they are only counted (decision 0036). */
const MOST_ANSWERS = 10_000;
/** Most uses in one bundle; a longer period is asked for in parts. */
const MOST_USES = 20_000;

/** An activity and a period: from <= time < to. */
export interface ActivityPeriod {
  readonly activity: string;
  readonly from: Date;
  readonly to: Date;
}

/**
 * Issues the evidence bundle of an activity in a period: its revisions and states up to the end, the notices that told it, its uses, and the answers of people,
 * closed. `by` is who asks; issuing is in the log as an act of staff. Throws `rights.no-such-activity` (404), `rights.period-too-long` (422).
 */
export async function issueActivityBundle(
  context: RightsContext,
  { activity, from, to }: ActivityPeriod,
  by: string,
  { redact = [] }: BundleChoice = {},
): Promise<string> {
  const { database, evidence, register, gate } = context;
  const time = { from: from.toISOString(), to: to.toISOString() };
  await database.transaction(async (tx) => {
    if ((await register.findActivity(tx, activity)) === undefined) throw noSuchActivity();
    const payload = { act: 'rights.activity-bundle', by, activity, ...time };
    await evidence.recordAct(tx, { kind: 'staff-access', payload });
  });
  await evidence.coverActs();
  return database.transaction(async (tx) => {
    const acts = await gate.actsOfActivity(tx, activity, { from, to }, { answers: MOST_ANSWERS, uses: MOST_USES });
    if (acts.uses.length > MOST_USES) throw periodTooLong();
    const notices: Notice[] = [];
    for (const { code, version } of await register.noticesTelling(tx, activity, from, to))
      notices.push(await register.notice(tx, code, version));
    const parts = await evidence.activityBundle(tx, {
      subject: { activity, ...time },
      related: [
        ...(await register.actReceipts(tx, activity, to)),
        ...notices.map(({ receipt }) => receipt),
        ...acts.uses,
      ],
      people: acts.answers ?? acts.counts,
      redaction: redactionOf(redact),
    });
    return seal(context, tx, parts, { notices, wordings: [], unproven: [] });
  });
}
