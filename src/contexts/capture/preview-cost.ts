import type { Tx } from '../../platform/database/index.ts';
import type { ActivityInput, Obstacle } from '../register/index.ts';
import type { CaptureDeps } from './capture-deps.ts';
import { consentsOf } from './domain/form-definition.ts';
import { listForms } from './store/form-store.ts';
import { listSiteKeys } from './store/site-key-store.ts';
import { countLastForms } from './store/submission-store.ts';

/** A place where people can be shown the new version and asked. */
export interface MeetingPlace {
  readonly form: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly url: string;
  /** How many of those who must be met again answered here last. */
  readonly people: number;
}

/** A website or mini-program, whose banner asks again by itself. */
export interface MeetingSite {
  readonly site: string;
  readonly name: string;
  readonly people: number;
}

/** What a new version costs in people, for one activity. */
export interface ActivityCost {
  readonly activity: string;
  readonly allowedNow: number;
  readonly staysValid: number;
  readonly askAgain: number;
  readonly tellOnly: number;
  readonly heldUpBy: readonly Obstacle[];
  /** Forms in use that ask about the activity and where somebody was met last, those with most first. */
  readonly places: readonly MeetingPlace[];
  /** Websites and mini-programs in use that ask about it: whoever agreed there last is asked at their next visit. */
  readonly sites: readonly MeetingSite[];
  /** How many of those who must be met again answered at none of these: at their next service contact, or in the privacy centre. */
  readonly elsewhere: number;
}

/** Counts, through the gate, whom publishing the draft of a notice asks again, and where they will next be met. Nothing is stored or sent. */
export async function previewNoticeCost(deps: CaptureDeps, tx: Tx, notice: string): Promise<ActivityCost[]> {
  const { changes } = await deps.register.previewNotice(tx, notice);
  const costs: ActivityCost[] = [];
  for (const { activity, toldRevision } of changes)
    if (toldRevision !== null) costs.push(await previewActivityCost(deps, tx, { activity }));
  return costs;
}

/** The same for one activity, as `proposed` would revise it (as its newest revision unless told). */
export async function previewActivityCost(
  deps: CaptureDeps,
  tx: Tx,
  change: { readonly activity: string; readonly proposed?: ActivityInput },
): Promise<ActivityCost> {
  const { ordinals, ...counts } = await deps.gate.previewChange(tx, change);
  const people = await deps.gate.personsOf(tx, ordinals);
  const last = await countLastForms(tx, people);
  const asking = (await listForms(tx)).filter(
    (form) =>
      form.active &&
      (form.activity === change.activity ||
        consentsOf(form).some(({ activities }) => activities.includes(change.activity))),
  );
  const places = asking
    .map(({ code, title }) => ({
      form: code,
      title,
      url: `${deps.publicUrl}/f/${code}`,
      people: last.get(code) ?? 0,
    }))
    .filter(({ people: count }) => count > 0)
    .sort((a, b) => b.people - a.people || (a.form < b.form ? -1 : 1));
  const sites = await sitesOf(deps, tx, change.activity, ordinals);
  const met = [...places, ...sites].reduce((sum, place) => sum + place.people, 0);
  // Somebody may have answered a form and agreed at a website later: nobody is left out by that, and nobody counted below none.
  return { activity: change.activity, ...counts, places, sites, elsewhere: Math.max(0, counts.askAgain - met) };
}

async function sitesOf(
  deps: CaptureDeps,
  tx: Tx,
  activity: string,
  ordinals: readonly number[],
): Promise<MeetingSite[]> {
  const people = new Map<string, number>();
  for (const { surface, people: count } of await deps.gate.lastSurfaces(tx, activity, ordinals)) {
    const site = /^site:([^/]+)/.exec(surface)?.[1];
    if (site !== undefined) people.set(site, (people.get(site) ?? 0) + count);
  }
  return (await listSiteKeys(tx))
    .filter(({ revokedAt, activities }) => revokedAt === null && activities.includes(activity))
    .map(({ code, name }) => ({ site: code, name, people: people.get(code) ?? 0 }))
    .filter(({ people: count }) => count > 0)
    .sort((a, b) => b.people - a.people);
}
