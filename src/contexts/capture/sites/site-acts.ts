import type { Outcome, Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import { type AnswerInput, type Presentation, type PresentationInput, sessionSubject } from '../../consent/index.ts';
import type { Receipt } from '../../evidence/index.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { originForeign, siteActivityForeign, siteUnknown } from '../capture-failures.ts';
import type { SiteKey } from '../domain/site-key.ts';
import { type Assigned, assignWording } from '../experiments/assign-wording.ts';
import type { ExperimentPlan } from '../experiments/variant.ts';
import { runningExperiments } from '../store/experiment-store.ts';
import { findSiteKeys } from '../store/site-key-store.ts';
import type { SiteCodes } from './site-codes.ts';
import type { SiteQuota } from './site-quota.ts';
import { siteSession } from './site-session.ts';

/** Who calls: the key, where the request says that it comes from, and the session's secret. */
export interface SiteCaller {
  readonly key: string;
  readonly origin: string | undefined;
  readonly session: string;
}

/** Where on a site something is shown or said. */
export type SitePlace = 'banner' | 'preferences' | 'form' | 'headless' | 'mini-program' | 'privacy-signal' | 'resent';

/** Places at which nobody is asked: the person opened them, or they carry a no. */
const CARRY_A_NO: readonly SitePlace[] = ['privacy-signal', 'resent'];
const OF_THEIR_OWN_WILL: readonly SitePlace[] = ['preferences', ...CARRY_A_NO];

/** What becomes of a question: shown, in one of the wordings that are tried; or not asked, since the session said no a while ago. */
export type SiteAsked =
  | {
      readonly ask: true;
      readonly presentation: Presentation;
      readonly activities: readonly string[];
      readonly tried?: Assigned;
    }
  | { readonly ask: false; readonly again: Date | null };

/** What a page is about to show. */
export interface SitePresentation extends SiteCaller {
  readonly activities: readonly string[];
  readonly place: SitePlace;
  readonly locale: 'zh-CN' | 'en';
  readonly ageDeclarations?: readonly (14 | 18)[];
}

/** The answers to one presentation; they stand or fall together. */
export interface SiteAnswers extends SiteCaller {
  readonly presentation: string;
  readonly nonce: string;
  readonly ageDeclared?: 14 | 18;
  readonly how: 'explicit_action' | 'global_privacy_control';
  readonly answers: readonly Omit<
    AnswerInput,
    'person' | 'session' | 'presentation' | 'nonce' | 'how' | 'ageDeclared'
  >[];
}

/** Receipts in the order of the answers, and the name under which the gate knows the session. */
export interface SiteAnswered {
  readonly receipts: Receipt[];
  readonly session: string;
}

/** Notes what pages are about to show, many at once, each with an outcome of its own. Whoever said no a while ago is not asked again. */
export async function presentOnSites(
  deps: CaptureDeps,
  tx: Tx,
  all: readonly SitePresentation[],
  { quota, codes }: { readonly quota: SiteQuota; readonly codes: SiteCodes },
): Promise<Outcome<SiteAsked>[]> {
  const firstSeen = all.filter(({ key }) => codes.of(key) === undefined);
  if (firstSeen.length > 0) codes.learn((await sitesOf(tx, firstSeen)).values());
  // Together, in one go: whether the keys still hold, what is tried there, and who said no a while ago.
  const [sites, running, throttled] = await tx.inOrder(
    () => sitesOf(tx, all),
    () => runningExperiments(tx, [...new Set(all.map(({ key }) => `site:${codes.of(key)}`))]),
    () => throttleOf(deps, tx, all, codes),
  );
  const checked = all.map((shown) => attempt(() => questionOf(sites, running, shown, quota)));
  const asked = checked.map((each) =>
    each.ok ? { ok: true as const, value: unthrottled(each.value, throttled) } : each,
  );
  const presenting = asked.map((each) =>
    each.ok && each.value.activities.length > 0 ? each : each.ok ? undefined : each,
  );
  const shown = await answered(
    presenting.filter((each) => each !== undefined),
    (questions) =>
      deps.gate.presentMany(
        tx,
        questions.map(({ input, activities }) => ({ ...input, activities })),
      ),
  );
  let next = 0;
  return asked.map((each, index) => {
    if (presenting[index] === undefined && each.ok) return { ok: true, value: { ask: false, again: each.value.again } };
    const outcome = shown[next];
    next += 1;
    if (outcome === undefined) throw new Error('a presentation without an outcome');
    if (!outcome.ok || !each.ok) return outcome as Exclude<typeof outcome, { ok: true }>;
    const { activities, tried } = each.value;
    return {
      ok: true,
      value: { ask: true, presentation: outcome.value, activities, ...(tried === undefined ? {} : { tried }) },
    };
  });
}

/** A question of a page, before it is known who may be asked. */
interface Question {
  readonly input: PresentationInput;
  readonly tried: Assigned | undefined;
}

function questionOf(
  sites: ReadonlyMap<string, SiteKey>,
  running: ReadonlyMap<string, ExperimentPlan>,
  shown: SitePresentation,
  quota: SiteQuota,
): Question {
  const { activities, locale, ageDeclarations } = shown;
  const site = admit(sites, shown, activities);
  if (!CARRY_A_NO.includes(shown.place)) quota.count(site);
  const session = siteSession(site.code, shown.session);
  const plan = shown.place === 'banner' ? running.get(`site:${site.code}`) : undefined;
  const tried = plan === undefined ? undefined : assignWording(plan, session);
  const input = {
    notice: site.notice,
    activities,
    surface: `site:${site.code}/${shown.place}`,
    locale,
    session,
    ofTheirOwnWill: OF_THEIR_OWN_WILL.includes(shown.place),
    ...(ageDeclarations === undefined ? {} : { ageDeclarations }),
    ...(tried === undefined ? {} : { wording: tried.wording }),
  };
  return { input, tried };
}

async function throttleOf(
  deps: CaptureDeps,
  tx: Tx,
  all: readonly SitePresentation[],
  codes: SiteCodes,
): Promise<ReadonlyMap<string, Date | null>> {
  const asking = all.filter(({ place, key }) => !OF_THEIR_OWN_WILL.includes(place) && codes.of(key) !== undefined);
  const subjects = asking.map(({ key, session }) => sessionSubject(siteSession(codes.of(key) ?? '', session)));
  const throttles = await deps.gate.askThrottle(tx, {
    persons: [...new Set(subjects)].sort(),
    activities: [...new Set(asking.flatMap(({ activities }) => activities))],
  });
  return new Map(throttles.map(({ person, activity, again }) => [`${person}/${activity}`, again]));
}

function unthrottled({ input, tried }: Question, throttled: ReadonlyMap<string, Date | null>) {
  const subject = sessionSubject(input.session ?? '');
  const key = (activity: string) => `${subject}/${activity}`;
  const free = (activity: string) => input.ofTheirOwnWill === true || !throttled.has(key(activity));
  const waits = input.activities.filter((each) => !free(each)).map((each) => throttled.get(key(each)) ?? null);
  const dated = waits.flatMap((at) => (at === null ? [] : [at.getTime()]));
  return {
    input,
    tried,
    activities: input.activities.filter(free),
    again: dated.length === 0 ? null : new Date(Math.min(...dated)),
  };
}

/** Records the answers of many sessions at once; each list stands or falls by itself. */
export async function answerOnSites(
  deps: CaptureDeps,
  tx: Tx,
  all: readonly SiteAnswers[],
  quota: SiteQuota,
): Promise<Outcome<SiteAnswered>[]> {
  const sites = await sitesOf(tx, all);
  const checked = all.map((each) => attempt(() => actsOf(sites, each, quota)));
  const outcomes = await answered(checked, (acts) => deps.gate.tryRecordConsents(tx, acts));
  return outcomes.map((outcome, index) => {
    const acts = checked[index];
    if (!outcome.ok || acts?.ok !== true) return outcome as Exclude<typeof outcome, { ok: true }>;
    return { ok: true, value: { receipts: outcome.value, session: acts.value[0]?.session ?? '' } };
  });
}

// What was refused here keeps its place; the rest is answered together.
async function answered<Input, Value>(
  checked: readonly Outcome<Input>[],
  work: (inputs: readonly Input[]) => Promise<readonly Outcome<Value>[]>,
): Promise<Outcome<Value>[]> {
  const found = await work(checked.flatMap((each) => (each.ok ? [each.value] : [])));
  let next = 0;
  return checked.map((each) => {
    if (!each.ok) return each;
    const outcome = found[next];
    next += 1;
    if (outcome === undefined) throw new Error('an answer without an outcome');
    return outcome;
  });
}

function actsOf(sites: ReadonlyMap<string, SiteKey>, said: SiteAnswers, quota: SiteQuota): AnswerInput[] {
  const { presentation, nonce, how, ageDeclared, answers } = said;
  const site = admit(
    sites,
    said,
    answers.map(({ activity }) => activity),
  );
  if (answers.every(({ answer }) => answer === 'granted')) quota.count(site);
  const session = siteSession(site.code, said.session);
  const age = ageDeclared === undefined ? {} : { ageDeclared };
  return answers.map((answer) => ({ ...answer, session, presentation, nonce, how, ...age }));
}

/** Ends the calling session's consent to one activity; in force before it is answered. Throws `consent.person-unknown` when it never answered. */
export async function withdrawOnSite(
  deps: CaptureDeps,
  tx: Tx,
  said: SiteCaller & { readonly activity: string },
): Promise<Receipt> {
  const site = admit(await sitesOf(tx, [said]), said, [said.activity]);
  const person = sessionSubject(siteSession(site.code, said.session));
  return deps.gate.withdraw(tx, { person, activity: said.activity, by: `site:${site.code}` });
}

function sitesOf(tx: Tx, callers: readonly SiteCaller[]): Promise<Map<string, SiteKey>> {
  return findSiteKeys(tx, [...new Set(callers.map(({ key }) => key))].sort());
}

function admit(sites: ReadonlyMap<string, SiteKey>, caller: SiteCaller, activities: readonly string[]): SiteKey {
  const site = sites.get(caller.key);
  if (site === undefined) throw siteUnknown();
  if (caller.origin === undefined || !site.origins.includes(caller.origin)) throw originForeign();
  if (activities.some((code) => !site.activities.includes(code))) throw siteActivityForeign();
  return site;
}

function attempt<Value>(work: () => Value): Outcome<Value> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, failure: error };
    throw error;
  }
}
