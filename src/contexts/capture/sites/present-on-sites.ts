import type { Outcome, Tx } from '../../../platform/database/index.ts';
import { type Presentation, type PresentationInput, sessionSubject, type ToPresent } from '../../consent/index.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import type { SiteKey } from '../domain/site-key.ts';
import { type Assigned, assignWording } from '../experiments/assign-wording.ts';
import type { ExperimentPlan } from '../experiments/variant.ts';
import { runningExperiments } from '../store/experiment-store.ts';
import { admit, attempt, learnCodes, type SiteCaller, type SitesKept, sitesOf, withTheRest } from './site-caller.ts';
import type { SiteCodes } from './site-codes.ts';
import type { SiteQuota } from './site-quota.ts';
import { siteSession } from './site-session.ts';

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

/**
 * Notes what pages are about to show to sessions that nobody knows, many at once, each with an outcome of its own. Such a session has said
 * nothing, so there is nothing to heed and nothing to write: one reading answers them all. `known`: the gate knows the session, and
 * `presentOnSites` has to look whether it said no.
 */
export async function presentToStrangers(
  deps: CaptureDeps,
  tx: Tx,
  all: readonly SitePresentation[],
  { quota, codes }: SitesKept,
): Promise<Outcome<SiteAsked | 'known'>[]> {
  const learning = learnCodes(tx, all, codes);
  if (learning !== undefined) await learning;
  const named = all.map((shown) => nameOf(shown, codes));
  const { sites, running, read } = await readForSites(deps, tx, named);
  const strangers = named.filter((each) => !read.known.has(each.subject));
  const asked = await presentAll(deps, tx, {
    questions: strangers.map((each) => attempt(() => questionOf(sites, running, each, quota))),
    read,
    throttled: new Map(),
  });
  const outcomes = new Map(strangers.map((each, index) => [each, asked[index]]));
  return named.map((each) => outcomes.get(each) ?? { ok: true, value: 'known' });
}

/** The same for sessions of whom the gate may know: whoever said no a while ago is not asked again, and being asked is noted. */
export async function presentOnSites(
  deps: CaptureDeps,
  tx: Tx,
  all: readonly SitePresentation[],
  { quota, codes }: SitesKept,
): Promise<Outcome<SiteAsked>[]> {
  const learning = learnCodes(tx, all, codes);
  if (learning !== undefined) await learning;
  const named = all.map((shown) => nameOf(shown, codes));
  const { sites, running, read } = await readForSites(deps, tx, named);
  return presentAll(deps, tx, {
    questions: named.map((each) => attempt(() => questionOf(sites, running, each, quota))),
    read,
    throttled: await throttleOf(deps, tx, named),
  });
}

/** What a page is about to show, with what its site and its session are called. */
interface Named {
  readonly shown: SitePresentation;
  /** Undefined for a key that nobody made. */
  readonly site: string | undefined;
  /** As the gate knows the session. */
  readonly session: string;
  /** Who the session is to the gate. */
  readonly subject: string;
}

function nameOf(shown: SitePresentation, codes: SiteCodes): Named {
  const site = codes.of(shown.key);
  const session = siteSession(site ?? '', shown.session);
  return { shown, site, session, subject: sessionSubject(session) };
}

// Whoever opened a choice of their own will is asked nothing, so it makes no difference whether they are known.
function askedOf(named: readonly Named[]): readonly Named[] {
  return named.filter(({ shown, site }) => site !== undefined && !OF_THEIR_OWN_WILL.includes(shown.place));
}

// Together, in one go: whether the keys still hold, what is tried there, what is in force, and who is known.
async function readForSites(deps: CaptureDeps, tx: Tx, named: readonly Named[]) {
  const [sites, running, read] = await tx.inOrder(
    () =>
      sitesOf(
        tx,
        named.map(({ shown }) => shown),
      ),
    () => runningExperiments(tx, [...new Set(named.map(({ site }) => `site:${site}`))]),
    () => deps.gate.readToPresent(tx, [...new Set(askedOf(named).map(({ subject }) => subject))].sort()),
  );
  return { sites, running, read };
}

/** A question of a page, before it is known who may be asked. */
interface Question {
  readonly input: PresentationInput;
  readonly subject: string;
  readonly tried: Assigned | undefined;
}

/** What becomes of these questions; a refused one keeps its place. */
async function presentAll(
  deps: CaptureDeps,
  tx: Tx,
  all: {
    readonly questions: readonly Outcome<Question>[];
    readonly read: ToPresent;
    readonly throttled: ReadonlyMap<string, Date | null>;
  },
): Promise<Outcome<SiteAsked>[]> {
  return withTheRest<Question, SiteAsked>(all.questions, async (questions) => {
    const asked = questions.map((question) => unthrottled(question, all.throttled));
    const shown = asked.filter(({ activities }) => activities.length > 0);
    const presented = await deps.gate.presentMany(
      tx,
      shown.map(({ input, activities }) => ({ ...input, activities })),
      all.read,
    );
    const outcomes = new Map(shown.map((each, index) => [each, presented[index]]));
    return asked.map((each) => {
      const outcome = outcomes.get(each);
      if (outcome === undefined) return { ok: true, value: { ask: false, again: each.again } };
      if (!outcome.ok) return outcome;
      const { activities, tried } = each;
      const value = { ask: true as const, presentation: outcome.value, activities };
      return { ok: true, value: tried === undefined ? value : { ...value, tried } };
    });
  });
}

function questionOf(
  sites: ReadonlyMap<string, SiteKey>,
  running: ReadonlyMap<string, ExperimentPlan>,
  { shown, session, subject }: Named,
  quota: SiteQuota,
): Question {
  const { activities, locale, ageDeclarations } = shown;
  const site = admit(sites, shown, activities);
  if (!CARRY_A_NO.includes(shown.place)) quota.count(site);
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
  return { input, subject, tried };
}

async function throttleOf(
  deps: CaptureDeps,
  tx: Tx,
  named: readonly Named[],
): Promise<ReadonlyMap<string, Date | null>> {
  const asking = askedOf(named);
  const throttles = await deps.gate.askThrottle(tx, {
    persons: [...new Set(asking.map(({ subject }) => subject))].sort(),
    activities: [...new Set(asking.flatMap(({ shown }) => shown.activities))],
  });
  return new Map(throttles.map(({ person, activity, again }) => [`${person}/${activity}`, again]));
}

function unthrottled({ input, subject, tried }: Question, throttled: ReadonlyMap<string, Date | null>) {
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
