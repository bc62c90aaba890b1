import type { Tx } from '../../platform/database/index.ts';
import type { Bilingual } from '../../platform/failure.ts';
import { needsSeparate } from '../capture/index.ts';
import type { RightsContext } from './rights-context.ts';
import { notToldNow } from './rights-failures.ts';

/** What a person is shown before they agree, once for each of their records. */
export interface Question {
  readonly presentations: readonly { readonly id: string; readonly nonce: string }[];
  readonly shortHtml: Bilingual;
  readonly noticeUrl: string;
  readonly separate: boolean;
}

/** Shows a person of the privacy centre what they may agree to again. Throws `rights.not-told-now` where no notice tells it. */
export async function showQuestion(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
  input: { readonly activity: string; readonly locale: 'zh-CN' | 'en' },
): Promise<Question> {
  const { register, gate } = context;
  const activity = await register.findActivity(tx, input.activity);
  const publication = activity === undefined ? null : await register.publicationOf(tx, input.activity);
  if (activity?.basis !== 'consent' || activity.endedAt !== null || publication === null) throw notToldNow();
  const presentations = [];
  for (const person of persons) {
    const shown = { notice: publication.notice, activities: [input.activity], surface: 'privacy-centre' };
    const { id, nonce } = await gate.present(tx, { ...shown, locale: input.locale, person, ofTheirOwnWill: true });
    presentations.push({ id, nonce });
  }
  const { shortHtml, code, version } = await register.notice(tx, publication.notice);
  return { presentations, shortHtml, noticeUrl: `/n/${code}/${version}`, separate: needsSeparate(activity) };
}

/** Records that a person agreed to what they were shown, by each of the activity's message channels by name. Answers the receipt's id. */
export async function agreeToActivity(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
  input: { readonly activity: string; readonly presentations: Question['presentations'] },
): Promise<{ receipt: string }> {
  const activity = await context.register.findActivity(tx, input.activity);
  if (activity === undefined || input.presentations.length !== persons.length) throw notToldNow();
  const separate = needsSeparate(activity);
  const named = separate || !activity.commercial ? [] : activity.channels.filter((each) => each !== 'app_push');
  let receipt = '';
  for (const [index, person] of persons.entries()) {
    const { id: presentation, nonce } = input.presentations[index] ?? { id: '', nonce: '' };
    const act = {
      person,
      activity: input.activity,
      presentation,
      nonce,
      answer: 'granted',
      kind: separate ? 'separate' : 'general',
      how: 'explicit_action',
      control: `centre:${input.activity}`.slice(0, 64),
    } as const;
    const acts = named.length === 0 ? [act] : named.map((channel) => ({ ...act, channel }));
    receipt = (await context.gate.recordConsents(tx, acts))[0]?.id ?? '';
  }
  return { receipt };
}
