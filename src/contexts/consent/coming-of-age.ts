import type { Tx } from '../../platform/database/index.ts';
import { type AgeQuestion, type MinorAnswer, questionsOf } from './domain/coming-of-age.ts';
import type { GateContext } from './gate-context.ts';
import { unsealBirth } from './register-subjects.ts';
import { answersOfMinors } from './store/minor-answers.ts';

const DAY_MS = 86_400_000;
/** Most questions in one list. */
const MOST = 1_000;

/**
 * Whom to ask anew because they turn 14 or 18: what is due now and what falls due within some days, the earliest first. A guardian's consent has
 * ended with the 14th birthday; from 18 on automated marketing is no longer barred, and what a minor agreed to is asked again before it begins.
 */
export async function comingOfAge(context: GateContext, tx: Tx, days: number): Promise<AgeQuestion[]> {
  const now = context.clock.now();
  const until = new Date(now.getTime() + days * DAY_MS);
  const activities = await context.register.activities(tx);
  const automated = new Set(
    activities
      .filter((activity) => activity.commercial && activity.automatedDecision?.used === true)
      .map(({ code }) => code),
  );
  // Nobody is asked about what has ended for good.
  const running = new Set(activities.filter(({ endedAt }) => endedAt === null).map(({ code }) => code));
  const people = new Map<string, MinorAnswer[]>();
  const births = new Map<string, string>();
  for (const { birth, ...answer } of await answersOfMinors(tx)) {
    const known = births.get(answer.person) ?? unsealBirth(context, birth);
    if (known === undefined || !running.has(answer.activity)) continue;
    births.set(answer.person, known);
    people.set(answer.person, [...(people.get(answer.person) ?? []), answer]);
  }
  const questions = [...people].flatMap(([person, answers]) =>
    questionsOf(births.get(person) ?? '', answers, automated, now, until),
  );
  return questions.sort((a, b) => a.from.getTime() - b.from.getTime()).slice(0, MOST);
}
