import { canonicalJson, type Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import {
  type Activity,
  type ActivityInput,
  activityObstacles,
  type Channel,
  type Obstacle,
  type Publication,
} from '../register/index.ts';
import { WELL_FORMED_MESSAGE } from './decide-population.ts';
import type { ActivityCase, Moment } from './domain/activity-case.ts';
import type { Reason } from './domain/decision.ts';
import type { PersonState } from './domain/person-state.ts';
import type { GateContext } from './gate-context.ts';
import { judgeMany } from './judge-many.ts';
import { openCase } from './open-case.ts';
import { unsealBirth } from './register-subjects.ts';
import { listTold } from './store/people-told.ts';
import { readPersonStates } from './store/read-person-states.ts';

/** People whose states are read at once. */
const AT_ONCE = 20_000;

/** What a change of an activity does to the people who are allowed now, as the gate itself judges it. */
export interface ChangePreview {
  /** How many may be used now, by any channel, under the revision that the published notice tells. */
  readonly allowedNow: number;
  /** Of these, how many may be used after the change without being asked. */
  readonly staysValid: number;
  /** Of these, how many must be met again first. */
  readonly askAgain: number;
  /** Of those, how many need only be shown what changed, not asked (PIPL 17(2)). */
  readonly tellOnly: number;
  /** What stops everybody besides, until the DPO has entered it: an assessment, a contract. */
  readonly heldUpBy: readonly Obstacle[];
  /** The ordinals to be asked again, ascending. */
  readonly ordinals: readonly number[];
}

/** The law's reason where only showing what changed is owed. */
const NOT_TOLD = 'notice.change-not-told';

const NOTHING: ChangePreview = { allowedNow: 0, staysValid: 0, askAgain: 0, tellOnly: 0, heldUpBy: [], ordinals: [] };

/**
 * Judges everybody who was told about an activity twice: as the published notice tells it, and as it would be after `proposed` (the newest
 * revision unless told) is published. Nothing is recorded. What stops everybody alike (assessment, contracts) is told apart, so that it does not hide who must be
 * asked.
 */
export async function previewChange(
  context: GateContext,
  tx: Tx,
  request: { readonly activity: string; readonly proposed?: ActivityInput },
): Promise<ChangePreview> {
  const told = await context.register.findActivityAsTold(tx, request.activity);
  if (told === undefined || told.publication === null) return NOTHING;
  const { activity: current, publication } = told;
  const before: Activity = {
    ...current,
    ...(await context.register.activityRevision(tx, request.activity, publication.revision)),
  };
  const proposed = await changed(context, tx, current, request.proposed);
  const after: Activity =
    proposed === undefined
      ? current
      : { ...current, ...proposed, revision: current.revision + 1, savedAt: context.clock.now() };
  const sides = {
    before: new Side(context, tx, request.activity, before, publication),
    after: new Side(
      context,
      tx,
      request.activity,
      cleared(after),
      { ...publication, revision: after.revision },
      proposed,
    ),
  };
  const channels: (Channel | 'none')[] = ['none', ...before.channels];
  const sums = { allowed: new Set<number>(), again: new Set<number>(), asked: new Set<number>() };
  for (let from = 0; ; ) {
    const ordinals = await listTold(tx, request.activity, from, AT_ONCE);
    const last = ordinals.at(-1);
    if (last === undefined) break;
    from = last;
    for (const channel of channels) {
      const query = { activity: request.activity, channel, asOf: null, ordinals };
      const states = await readPersonStates(tx, query, (sealed) => unsealBirth(context, sealed));
      const was = await sides.before.allowed(channel, states);
      const allowed = states.filter(({ ordinal }) => was.has(ordinal));
      const refusals = await sides.after.refusals(channel, allowed);
      for (const [n, { ordinal }] of allowed.entries()) {
        sums.allowed.add(ordinal);
        const refusal = refusals[n] ?? [];
        if (refusal.length === 0) continue;
        sums.again.add(ordinal);
        // The change that is not told comes first among the reasons, and says nothing of the consent that is owed besides.
        if (refusal.some(({ code }) => code !== NOT_TOLD)) sums.asked.add(ordinal);
      }
    }
  }
  const ordinals = [...sums.again].sort((a, b) => a - b);
  return {
    allowedNow: sums.allowed.size,
    staysValid: sums.allowed.size - sums.again.size,
    askAgain: sums.again.size,
    tellOnly: sums.again.size - sums.asked.size,
    heldUpBy: activityObstacles(after, { ...publication, revision: after.revision }),
    ordinals,
  };
}

/** One of the two judgements, with what changed since each revision that somebody was told. */
class Side {
  readonly #context: GateContext;
  readonly #tx: Tx;
  readonly #code: string;
  readonly #activity: Activity;
  readonly #publication: Publication;
  readonly #proposed: ActivityInput | undefined;
  readonly #changes = new Map<number, Awaited<ReturnType<GateContext['register']['changesTo']>>>();

  constructor(
    context: GateContext,
    tx: Tx,
    code: string,
    activity: Activity,
    publication: Publication,
    proposed?: ActivityInput,
  ) {
    this.#context = context;
    this.#tx = tx;
    this.#code = code;
    this.#activity = activity;
    this.#publication = publication;
    this.#proposed = proposed;
  }

  /** Which of these people may be used by this channel. */
  async allowed(channel: Channel | 'none', states: readonly PersonState[]): Promise<Set<number>> {
    const refusals = await this.refusals(channel, states);
    return new Set(states.filter((_, n) => refusals[n]?.length === 0).map(({ ordinal }) => ordinal));
  }

  /** The reasons against each of these people, none where there is none. */
  async refusals(channel: Channel | 'none', states: readonly PersonState[]): Promise<(readonly Reason[])[]> {
    const verdicts = await this.#judge(channel, states);
    return verdicts.map(({ outcome, reasons }) => (outcome === 'deny' ? reasons : []));
  }

  async #judge(channel: Channel | 'none', states: readonly PersonState[]) {
    const theCase = await this.#case(channel, states);
    if (theCase === undefined || states.length === 0) return [];
    const moment: Moment = { at: this.#context.clock.now(), live: true };
    return judgeMany(this.#context.judge, theCase, states, moment);
  }

  async #case(channel: Channel | 'none', states: readonly PersonState[]): Promise<ActivityCase | undefined> {
    const activity = this.#activity;
    const { operations } = activity;
    const operation = operations.includes('use') ? 'use' : operations[0];
    if (operation === undefined) return undefined;
    const opened = await openCase(this.#context, this.#tx, {
      ...{ activity: this.#code, operation, channel, brand: null, recipient: null },
      message: channel === 'none' ? null : WELL_FORMED_MESSAGE,
      fields: activity.fields.map(({ field }) => field),
    });
    if (opened === undefined) return undefined;
    const revisions = new Set(
      states.flatMap(({ standing, grants }) => [standing?.revision, ...grants.map((grant) => grant.revision)]),
    );
    for (const revision of [...revisions, this.#publication.revision])
      if (revision != null && revision < activity.revision && !this.#changes.has(revision))
        this.#changes.set(revision, await this.#changesSince(revision));
    return { ...opened, activity, publication: this.#publication, changesSince: this.#changes };
  }

  #changesSince(revision: number) {
    const { register } = this.#context;
    if (this.#proposed !== undefined) return register.changesTo(this.#tx, this.#code, revision, this.#proposed);
    return register.changesBetween(this.#tx, this.#code, revision, this.#activity.revision);
  }
}

// As if the DPO had entered what is due: that is owed by us, not by the people.
function cleared(activity: Activity): Activity {
  const at = activity.savedAt;
  return {
    ...activity,
    assessment: { state: 'approved', documentName: null, documentHash: null, at },
    contracts: activity.recipients.map(({ name }) => ({ recipient: name, state: 'signed', documentHash: null, at })),
    subEntrustments: activity.recipients.flatMap(({ name, subEntrustees = [] }) =>
      subEntrustees.map((sub) => ({
        recipient: name,
        subEntrustee: sub.name,
        state: 'approved' as const,
        documentHash: null,
        at,
      })),
    ),
  };
}

// What says the same as the newest revision will not become one.
async function changed(
  context: GateContext,
  tx: Tx,
  { code, revision }: Activity,
  proposed: ActivityInput | undefined,
): Promise<ActivityInput | undefined> {
  if (proposed === undefined) return undefined;
  const {
    revision: _revision,
    savedAt: _savedAt,
    ...content
  } = await context.register.activityRevision(tx, code, revision);
  const written = (input: object) => canonicalJson(JSON.parse(JSON.stringify(input)) as Json);
  return written(content) === written(proposed) ? undefined : proposed;
}
