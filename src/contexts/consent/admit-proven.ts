import type { Tx } from '../../platform/database/index.ts';
import { fieldError } from '../../platform/failure.ts';
import { subjectRefused } from './consent-failures.ts';
import type { GateContext } from './gate-context.ts';
import { noteChanges } from './note-changes.ts';
import { insertGrants } from './store/grants.ts';
import { ordinalsWithAnswers } from './store/known-answers.ts';
import { upsertStandings } from './store/standings.ts';
import { lockSubjects } from './store/subjects.ts';

const DAY_MS = 86_400_000;

/** What shows that somebody agreed, before this product was there. */
export interface ProvenConsent {
  readonly person: string;
  readonly shownAt: Date;
  readonly saidAt: Date;
}

/** Consents of a stock that was taken over, all with the same evidence (A8). */
export interface ProvenConsents {
  readonly activity: string;
  /** The version of a notice in the register that holds the words which were shown. */
  readonly notice: string;
  readonly noticeVersion: number;
  /** How they agreed, in the law's vocabulary. */
  readonly how: 'explicit_action' | 'signed_document';
  /** How they were told, in the stock's words, for example "paper form with scan". */
  readonly way: string;
  /** Where they were found, for example "stock:ID/3". */
  readonly source: string;
  /** A proven; B partly proven, and then the DPO's ruling by its receipt. */
  readonly evidence: { readonly grade: 'A' } | { readonly grade: 'B'; readonly ruling: string };
  readonly people: readonly ProvenConsent[];
}

/** What came of it. */
export interface Admitted {
  readonly admitted: readonly string[];
  /** Who had answered here already, or ever said no: what a stock says never outweighs that. */
  readonly kept: readonly string[];
}

/**
 * Takes over consents that were given before this product was there: each with its standing, its grant and its entry, in the caller's
 * transaction. Who has said no, whenever and by whichever channel, or has answered here, stays as they are. PIPL 69 presumes fault, so the
 * grade and the DPO's ruling stand in the entry.
 */
export async function admitProven(context: GateContext, tx: Tx, input: ProvenConsents): Promise<Admitted> {
  const now = context.clock.now();
  const { activity, revision } = await toldActivity(context, tx, input);
  const ordinals = await lockSubjects(
    tx,
    input.people.map(({ person }) => person),
    'act',
  );
  const answered = await ordinalsWithAnswers(tx, [...ordinals.values()], activity.code);
  const fresh = input.people.flatMap((each) => {
    const ordinal = ordinals.get(each.person);
    const possible = each.saidAt <= now && each.shownAt <= each.saidAt;
    return ordinal === undefined || answered.has(ordinal) || !possible ? [] : [{ ...each, ordinal }];
  });
  const keepUntil = (from: Date) => new Date(from.getTime() + activity.retention.days * DAY_MS);
  const receipts = await context.evidence.recordActs(
    tx,
    fresh.map(({ person, shownAt, saidAt }) => ({
      kind: 'consent' as const,
      person,
      payload: {
        ...{
          activity: activity.code,
          revision,
          purpose: activity.purpose,
          answer: 'granted',
          kind: 'general',
          how: input.how,
        },
        ...{ channel: null, validUntil: null, oneTime: false, recipient: null },
        ...{ notice: input.notice, noticeVersion: input.noticeVersion, shownAt: shownAt.toISOString() },
        keepUntil: keepUntil(now).toISOString(),
        v: 2,
        stock: { source: input.source, way: input.way, saidAt: saidAt.toISOString(), ...input.evidence },
      },
      time: now,
    })),
  );
  const { notice, noticeVersion, how, way, source, evidence } = input;
  await upsertStandings(
    tx,
    fresh.map(({ ordinal, person, shownAt }) => ({
      ...{
        ordinal,
        person,
        activity: activity.code,
        source,
        grade: evidence.grade,
        notice,
        noticeVersion,
        revision,
        how: way,
      },
      ...{ noticeShownAt: shownAt, keepUntil: keepUntil(shownAt) },
    })),
    now,
    context.rowKey,
  );
  await insertGrants(
    tx,
    fresh.map(({ ordinal, shownAt }, index) => ({
      ...{
        ordinal,
        activity: activity.code,
        revision,
        channel: null,
        kind: 'general',
        how,
        notice,
        noticeVersion,
        shownAt,
      },
      ...{ givenAt: now, validUntil: null, keepUntil: keepUntil(now), oneTime: false, recipient: null },
      ...{ receipt: receipts[index]?.id ?? '', withdrawnAt: null, guardian: null, presentation: null },
    })),
  );
  await noteChanges(
    context,
    tx,
    fresh.map(({ ordinal }) => ({ ordinal, kind: 'granted', activity: activity.code, channel: null })),
    now,
  );
  const admitted = new Set(fresh.map(({ person }) => person));
  return {
    admitted: [...admitted],
    kept: input.people.map(({ person }) => person).filter((person) => !admitted.has(person)),
  };
}

async function toldActivity(context: GateContext, tx: Tx, input: ProvenConsents) {
  const activity = await context.register.findActivity(tx, input.activity);
  if (activity === undefined)
    throw subjectRefused([fieldError('activity', '登记册中没有这项处理活动', 'The register has no such activity')]);
  const shown = await context.register.notice(tx, input.notice, input.noticeVersion);
  const revision = shown.activities.find(({ code }) => code === input.activity)?.revision;
  if (revision === undefined)
    throw subjectRefused([
      fieldError('noticeVersion', '该版本未告知此处理活动', 'That version does not tell the activity'),
    ]);
  return { activity, revision };
}
