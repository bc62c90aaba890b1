import { randomBytes } from 'node:crypto';
import { toBase64url } from '../../platform/crypto/index.ts';
import type { Outcome, Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import { newId } from '../../platform/ids.ts';
import type { InForce } from '../register/index.ts';
import { activityEnded, activityNotShown, personUnknown, subjectMissing } from './consent-failures.ts';
import type { Presentation, PresentationInput } from './domain/acts.ts';
import { sealPresentation } from './domain/carried-presentation.ts';
import { digestOf, presentationContent, type ShownFacts } from './domain/presentation-content.ts';
import { sessionSubject } from './domain/session-subject.ts';
import type { GateContext } from './gate-context.ts';
import type { ShownOnce } from './shown-counts.ts';
import { knownAmong, noteAsks } from './store/asks.ts';
import {
  findLiving,
  forgetUnanswered,
  insertPresentations,
  type PresentationRow,
  WAITS_MS,
} from './store/presentations.ts';

/** A presentation to a person, as it is stored. */
type RowOfPerson = PresentationRow & { readonly person: string; readonly ordinal: number };

/** What is about to be kept, and what the caller is told. */
interface Prepared {
  /** What is shown to a person is stored; what is shown to a session, the session carries (decision 0090), and it is counted. */
  readonly kept: { readonly row: RowOfPerson } | { readonly counted: ShownOnce };
  readonly activities: readonly string[];
  readonly shownAt: Date;
  readonly input: PresentationInput;
  readonly presentation: Presentation;
}

/**
 * Says what is about to be shown: the newest version of a notice, for some of its activities, in one language, to one person or session. The
 * nonce is told once and works once. A session's nonce is the sealed presentation itself, of which nothing is stored until it is answered. Somebody who was
 * erased is shown nothing: `consent.person-unknown`.
 */
export async function present(context: GateContext, tx: Tx, input: PresentationInput): Promise<Presentation> {
  const { inForce, known } = await readToPresent(context, tx, asksOf(input));
  const prepared = await prepare(context, tx, input, inForce);
  await store(context, tx, [prepared], known);
  return prepared.presentation;
}

/** What is read before something is shown. */
export interface ToPresent {
  readonly inForce: InForce;
  /** Who of those asked is known: only they can have said no before, and only their being asked is noted. */
  readonly known: ReadonlySet<string>;
}

/** Reads, in one go, what is in force and who of these subjects is known. */
export async function readToPresent(context: GateContext, tx: Tx, subjects: readonly string[]): Promise<ToPresent> {
  const [inForce, known] = await tx.inOrder(
    () => context.register.inForce(tx),
    () => knownAmong(tx, subjects),
  );
  context.presenting.given.inForce = inForce;
  return { inForce, known };
}

/**
 * Says what many are about to be shown, each with an outcome of its own; a refused one leaves no trace. The statements do not grow with them.
 * Of sessions that nobody knows nothing is written. `read`: what `readToPresent` answered for them.
 */
export async function presentMany(
  context: GateContext,
  tx: Tx,
  inputs: readonly PresentationInput[],
  read?: ToPresent,
): Promise<Outcome<Presentation>[]> {
  const { inForce, known } = read ?? (await readToPresent(context, tx, [...new Set(inputs.flatMap(asksOf))]));
  const all: Outcome<Prepared>[] = [];
  for (const input of inputs) {
    try {
      all.push({ ok: true, value: await prepare(context, tx, input, inForce) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      all.push({ ok: false, failure: error });
    }
  }
  const prepared = all.flatMap((each) => (each.ok ? [each.value] : []));
  await store(context, tx, prepared, known);
  return all.map((each) => (each.ok ? { ok: true, value: each.value.presentation } : each));
}

async function store(
  context: GateContext,
  tx: Tx,
  prepared: readonly Prepared[],
  known: ReadonlySet<string>,
): Promise<void> {
  const shownAt = prepared[0]?.shownAt;
  if (shownAt === undefined) return;
  const rows = prepared.flatMap(({ kept }) => ('row' in kept ? [kept.row] : []));
  if (rows.length > 0) {
    // A day after it expired, an unanswered one is answered "unknown" instead of "expired".
    const before = new Date(shownAt.getTime() - WAITS_MS);
    const [, , chainless] = await tx.inOrder(
      () => forgetUnanswered(tx, before),
      () => insertPresentations(tx, rows),
      () => context.evidence.chainless(tx, [...new Set(rows.map(({ person }) => person))]),
    );
    tx.afterCommit(() => {
      for (const row of rows) {
        const { person, ordinal } = row;
        context.presenting.given.remember(row, { person, ordinal, chainless: chainless.has(person) });
      }
    });
  }
  if (known.size > 0) {
    const asked = prepared.flatMap(({ activities, input }) =>
      asksOf(input)
        .filter((each) => known.has(each))
        .flatMap((person) => activities.map((activity) => ({ person, activity }))),
    );
    await noteAsks(tx, asked, shownAt);
  }
  const counted = prepared.flatMap(({ kept }) => ('counted' in kept ? [kept.counted] : []));
  if (counted.length > 0)
    tx.afterCommit(() => {
      for (const each of counted) context.presenting.shown.add(each);
    });
}

// Everything that refuses is read before anything is written.
async function prepare(
  context: GateContext,
  tx: Tx,
  input: PresentationInput,
  { notices, ended }: InForce,
): Promise<Prepared> {
  if ((input.person === undefined) === (input.session === undefined)) throw subjectMissing();
  const notice = await context.register.notice(tx, input.notice, notices.get(input.notice));
  const activities = input.activities.map((code) => {
    const told = notice.activities.find((each) => each.code === code);
    if (told === undefined) throw activityNotShown();
    if (ended.has(code)) throw activityEnded();
    return { code, revision: told.revision };
  });
  if (activities.length === 0) throw activityNotShown();
  const shownAt = context.clock.now();
  const shown = factsOf(input, { id: newId(context.clock), activities, shownAt });
  const { content, hash } = presentationContent(notice, shown);
  const { code, version } = notice;
  const codes = activities.map((each) => each.code);
  const told = (nonce: string): Presentation => ({ id: shown.id, nonce, hash: hash.toString('hex'), version });
  if (input.session !== undefined) {
    const bound = { notice: code, noticeVersion: version, sessionDigest: digestOf(input.session), hash };
    const nonce = sealPresentation(context.presenting.key, shown, bound);
    const wording = input.wording?.id ?? null;
    const counted = {
      touchpoint: input.surface,
      notice: code,
      noticeVersion: version,
      activities: codes,
      wording,
      shownAt,
    };
    return { input, activities: codes, shownAt, kept: { counted }, presentation: told(nonce) };
  }
  const ordinal = await findLiving(tx, input.person ?? '');
  if (ordinal === undefined) throw personUnknown();
  const nonce = toBase64url(randomBytes(32));
  const row: RowOfPerson = {
    id: shown.id,
    person: input.person ?? '',
    notice: code,
    noticeVersion: version,
    activities,
    content,
    hash,
    nonceDigest: digestOf(nonce),
    ordinal,
    sessionDigest: null,
    shownAt,
    expiresAt: new Date(shownAt.getTime() + WAITS_MS),
  };
  return { input, activities: codes, shownAt, kept: { row }, presentation: told(nonce) };
}

function factsOf(
  { surface, locale, ageDeclarations, wording }: PresentationInput,
  { id, activities, shownAt }: Pick<ShownFacts, 'id' | 'activities' | 'shownAt'>,
): ShownFacts {
  const facts = { id, activities, surface, locale, shownAt };
  if (ageDeclarations === undefined && wording === undefined) return facts;
  return {
    ...facts,
    ...(ageDeclarations === undefined ? {} : { ageDeclarations }),
    ...(wording === undefined ? {} : { wording }),
  };
}

function asksOf({ person, session, ofTheirOwnWill, alsoKnownAs = [] }: PresentationInput): readonly string[] {
  const self = person ?? (session === undefined ? undefined : sessionSubject(session));
  return ofTheirOwnWill === true || self === undefined ? [] : [self, ...alsoKnownAs];
}
