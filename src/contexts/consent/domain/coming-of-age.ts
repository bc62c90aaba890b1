import { ofAgeFrom } from './age.ts';

/** An answer that somebody known as a minor gave, or that was given for them. */
export interface MinorAnswer {
  readonly person: string;
  readonly activity: string;
  readonly channel: string | null;
  readonly answer: 'granted' | 'refused';
  readonly at: Date;
  readonly withdrawn: boolean;
  readonly byGuardian: boolean;
  /** Where it was asked, for example "form:school". */
  readonly surface: string | null;
}

/** A question that falls due because somebody comes of age. */
export interface AgeQuestion {
  readonly person: string;
  readonly activity: string;
  readonly channel: string | null;
  /** The age that is reached. */
  readonly turns: 14 | 18;
  /** From when the person is to be asked themselves. */
  readonly from: Date;
  readonly due: boolean;
  /** Where they were met last. */
  readonly surface: string | null;
}

/**
 * What one person is to be asked, from their answers in any order: what a guardian had agreed to once they are 14, and automated marketing that they
 * agreed to as a minor once they are 18; nothing that they have answered themselves since. Pure.
 */
export function questionsOf(
  birthDate: string,
  answers: readonly MinorAnswer[],
  automated: ReadonlySet<string>,
  now: Date,
  until: Date,
): AgeQuestion[] {
  const questions = new Map<string, AgeQuestion>();
  for (const turns of [14, 18] as const) {
    const from = ofAgeFrom(birthDate, turns);
    if (from > until) continue;
    for (const answer of answers) {
      const { person, activity, channel, surface } = answer;
      if (answer.answer !== 'granted' || answer.withdrawn) continue;
      // A guardian's yes is nobody's from 14 on, also one that was given later: the date of birth was corrected since.
      if (answer.at >= from && !(turns === 14 && answer.byGuardian)) continue;
      if (turns === 14 ? !answer.byGuardian : answer.byGuardian || !automated.has(activity)) continue;
      const sinceAnswered = answers.some(
        (later) => later.activity === activity && !later.byGuardian && later.at >= from,
      );
      if (sinceAnswered) continue;
      const key = JSON.stringify([activity, channel, turns]);
      questions.set(key, { person, activity, channel, turns, from, due: from <= now, surface });
    }
  }
  return [...questions.values()];
}
